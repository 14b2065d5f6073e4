interface Open {
  /** The keys so far of an object; null for an array. */
  readonly keys: Set<string> | null;
  readonly path: string;
  current: string;
}

export interface DuplicateKey {
  readonly key: string;
  /** The object that has it twice: `/States`. */
  readonly path: string;
}

/** Keys that stand twice in one object, which JSON.parse takes silently, the last one winning. `text` is valid JSON. */
export function duplicateKeys(text: string): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const open: Open[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const top = open.at(-1);
    if (token === '{' || token === '[') open.push(below(top, token === '{'));
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && top) {
      top.current = JSON.parse(last) as string;
      if (top.keys?.has(top.current)) found.push({ key: top.current, path: top.path });
      top.keys?.add(top.current);
    }
    last = token;
  }
  return found;
}

function below(top: Open | undefined, isObject: boolean): Open {
  const path = top ? `${top.path}${top.keys ? `/${top.current}` : ''}` : '';
  return { keys: isObject ? new Set() : null, path, current: '' };
}
