import { isMap, isNode, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { errorOf, type Path, problemsOf } from './problems.ts';
import { type Layer, layerSchema } from './schema.ts';

const fileName = 'eks-scheduler.yaml';

/**
 * Reads the configuration file. An empty file says nothing, which is fine.
 *
 * @throws {ConfigurationError} with line and column of everything that is wrong.
 */
export function layerFromYaml(text: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw errorOf(
      document.errors.map((error) => ({
        field: 'YAML',
        what: error.message,
        cure: 'Correct the YAML.',
        where: at(error.pos[0]),
      })),
    );
  }
  const value: unknown = document.toJS() ?? {};
  const parsed = layerSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = (path: Path) => at(offsetOf(document.contents, path));
  throw errorOf(problemsOf(parsed.error.issues, value, layerSchema, where));
}

/** Where the key at this path stands, or the nearest thing above it that is there. */
function offsetOf(root: ParsedNode | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isNode(key) && String(key) === String(step));
      if (!pair) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
      continue;
    }
    node = isNode(node) && 'get' in node && typeof node.get === 'function' ? node.get(step, true) : undefined;
    offset = startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
