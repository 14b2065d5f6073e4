import type { Finding, Path } from './problems.ts';
import { secretIn } from './secret-in.ts';
import { shownPath } from './shown-value.ts';

/** A value that has no business in a configuration. */
export interface Secret {
  readonly path: Path;
  readonly finding: Finding;
}

/** A value, and the way to it: a link for each step, because a document may be thousands of levels deep. */
interface Place {
  readonly value: unknown;
  readonly key: string;
  readonly above: Place | null;
}

/**
 * Everything in a document that looks like a secret, its keys too. What is told of it names the place and never the value. What YAML's aliases
 * repeat is looked at once.
 */
export function secretsIn(document: unknown, where: (path: Path) => string): readonly Secret[] {
  const found: Secret[] = [];
  const seen = new Set<unknown>();
  const open: Place[] = [{ value: document, key: '', above: null }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value } = at;
    if (typeof value === 'string') found.push(...inText(value, at, where));
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, below] of Object.entries(value).reverse()) {
      const place = { value: below, key, above: at };
      const kind = secretIn(key);
      if (kind === null) open.push(place);
      else found.push(inKey(kind, pathTo(at), pathTo(place), where));
    }
  }
  return found;
}

function inText(text: string, place: Place, where: (path: Path) => string): Secret[] {
  const kind = secretIn(text);
  if (kind === null) return [];
  const path = pathTo(place);
  return [{ path, finding: () => refusal(shownPath(path), kind, where(path)) }];
}

function inKey(kind: string, above: Path, path: Path, where: (path: Path) => string): Secret {
  return { path, finding: () => refusal(shownPath(above) || 'the whole', `${kind} as a key`, where(path)) };
}

function pathTo(place: Place): Path {
  const path: string[] = [];
  for (let at: Place | null = place; at?.above; at = at.above) path.push(at.key);
  return path.reverse();
}

/** The words for one secret: what it looks like, and not what it is. */
export function refusal(field: string, kind: string, where: string): ReturnType<Finding> {
  return {
    ...{ field, where },
    what: `holds what looks like ${kind}, which is not shown here`,
    cure: 'Take it out, and revoke it if others could read it: a configuration needs no secret, because every function has a role.',
  };
}
