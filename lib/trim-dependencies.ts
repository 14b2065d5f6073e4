import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/** `  listNode(` and `  async listNodeWithHttpInfo(`: how the generated classes begin a method; one ends at the next `    }`. */
const methodStart = /^ {4}(?:async )?(\w+?)(?:WithHttpInfo)?\(/;
const methodEnd = '    }';
/** A line of ObjectSerializer.js that is about one model alone: its export, its import, its place in the map. */
const modelLine = /^(?:export \* from|import \{ \w+ \} from) '\.\.\/models\/(\w+)\.js';$|^ {4}"(\w+)": \w+,?$/;
const typesInCall = /ObjectSerializer\.(?:de)?serialize\([^"]*"([^"]+)"/gs;
const typesOfAttributes = /"type": "([^"]+)"/g;

const trimmed =
  /[\\/](?:@kubernetes[\\/]client-node[\\/]dist[\\/](?:index|gen[\\/](?:apis[\\/]\w+Api|types[\\/]\w+API|models[\\/]ObjectSerializer))|undici[\\/]index|zod[\\/]v4[\\/]locales[\\/]index)\.js$/;

/**
 * Leaves out of a bundle what no phase can reach, where the bundler cannot see it for itself: it keeps a class whole, a CommonJS
 * package whole, and a table of all models with every model. The packages stay as they are; only what is read from them is shortened
 * (docs/decisions/0002-two-bundles-for-all-functions.md).
 *
 * @param callers Folder of the only code that calls the Kubernetes client. A method of the client is kept when its name is
 * written there: nothing may put a method's name together.
 */
export function trimDependencies(callers: string): Plugin {
  return {
    name: 'trim-dependencies',
    setup: ({ onLoad }) => {
      const called = wordsIn(callers);
      onLoad({ filter: trimmed }, ({ path }) => ({ contents: trim(path, called), loader: 'js' }));
    },
  };
}

function trim(path: string, called: ReadonlySet<string>): string {
  const [file, folder] = [basename(path), basename(dirname(path))];
  if (folder === 'locales') return "export { default as en } from './en.js';";
  if (folder === 'undici') return onlyAgentAndFetch;
  if (folder === 'dist') return onlyGeneratedClient;
  const text = readFileSync(path, 'utf8');
  return file === 'ObjectSerializer.js' ? keepModels(text, dirname(path), called) : keepMethods(text, called);
}

/** Without its mocks, caches, WebSockets and proxies. */
const onlyAgentAndFetch = `
exports.Agent = require('./lib/dispatcher/agent');
exports.fetch = require('./lib/web/fetch').fetch;`;

/** Without kubeconfig files, exec, port forwarding and the login of other clouds. */
const onlyGeneratedClient = `
export { createConfiguration } from './gen/configuration.js';
export { ServerConfiguration } from './gen/servers.js';
export { ApiException } from './gen/apis/exception.js';
export { PatchStrategy } from './patch.js';
export { setHeaderOptions } from './middleware.js';
export {
  ObjectAdmissionregistrationV1Api as AdmissionregistrationV1Api,
  ObjectAppsV1Api as AppsV1Api,
  ObjectAuthorizationV1Api as AuthorizationV1Api,
  ObjectCoordinationV1Api as CoordinationV1Api,
  ObjectCoreV1Api as CoreV1Api,
  ObjectDiscoveryV1Api as DiscoveryV1Api,
  ObjectPolicyV1Api as PolicyV1Api,
  ObjectStorageV1Api as StorageV1Api,
  ObjectVersionApi as VersionApi,
} from './gen/types/ObjectParamAPI.js';`;

/** The generated classes with the methods that are called; their comments go too, most of the 16 MB. */
function keepMethods(text: string, called: ReadonlySet<string>): string {
  const kept: string[] = [];
  let isSkipping = false;
  for (const line of text.split('\n')) {
    const method = methodStart.exec(line)?.[1];
    if (method !== undefined && method !== 'constructor' && !called.has(method)) isSkipping = true;
    if (!isSkipping && !line.startsWith('     *')) kept.push(line.startsWith('    /**') ? '' : line);
    if (line === methodEnd) isSkipping = false;
  }
  return kept.join('\n');
}

/** The table of models with those that the kept methods send or answer, and all that these are made of. */
function keepModels(text: string, models: string, called: ReadonlySet<string>): string {
  const lines = text.split('\n');
  const known = new Set(lines.flatMap((line) => modelLine.exec(line)?.[1] ?? []));
  const kept = new Set<string>();
  const keep = (types: Iterable<string>) => {
    for (const name of namesIn(types)) {
      if (kept.has(name) || !known.has(name)) continue;
      kept.add(name);
      keep(matches(readFileSync(join(models, `${name}.js`), 'utf8'), typesOfAttributes));
    }
  };
  const apis = join(models, '..', 'apis');
  for (const file of readdirSync(apis).filter((name) => called.has(basename(name, '.js')))) {
    keep(matches(keepMethods(readFileSync(join(apis, file), 'utf8'), called), typesInCall));
  }
  if (kept.size === 0)
    throw new Error('No model of the Kubernetes client was found: its generated code looks different now.');
  return lines.filter((line) => isKept(line, kept)).join('\n');
}

function isKept(line: string, kept: ReadonlySet<string>): boolean {
  const [, imported, mapped] = modelLine.exec(line) ?? [];
  const model = imported ?? mapped;
  return model === undefined || kept.has(model);
}

/** `Array<V1Pod>` and `{ [key: string]: V1Pod; }` are about V1Pod. */
function namesIn(types: Iterable<string>): string[] {
  return [...types].flatMap((type) => type.match(/\w+/g) ?? []);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
}

function wordsIn(folder: string): Set<string> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return new Set(files.flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/\w+/g) ?? []));
}
