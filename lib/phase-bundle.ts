import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import type { Configuration } from '../src/config/schema.ts';
import { trimDependencies } from './trim-dependencies.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Two assets: the second spares the functions that never talk to Kubernetes its client. */
const groups = { reachesClusters: 'reaching-clusters', asksAws: 'asking-aws' } as const;
const kubernetesClient = 'node_modules/@kubernetes/client-node/';

/**
 * Bundles every function of lambdas/ that has a handler: `<group>/<folder>/handler.mjs` each, the code that they share in chunks
 * beside them, and the configuration. What a group is for, and why there are two: docs/decisions/0002-two-bundles-for-all-functions.md.
 * The same sources give the same bytes.
 *
 * @param configuration What is deployed; validated and merged, so that every function sees the same.
 * @returns The folder, made anew, which `bundleOf` knows how to find a function in.
 */
export async function bundlePhases(outputDirectory: string, configuration: Configuration): Promise<string> {
  const { outputFiles, metafile } = await bundleAll(outputDirectory);
  rmSync(outputDirectory, { recursive: true, force: true });
  const contents = new Map(outputFiles.map(({ path, contents }) => [relative(root, path), contents]));
  for (const [entry, files] of filesOfEntries(metafile)) {
    const folder = join(outputDirectory, groupOf(files, metafile));
    mkdirSync(join(folder, basename(dirname(entry))), { recursive: true });
    for (const file of files) {
      writeFileSync(join(folder, relative(relative(root, outputDirectory), file)), contents.get(file) ?? '');
    }
    // JSON is YAML, and the functions read it as they would read the file that a person wrote.
    writeFileSync(join(folder, 'eks-scheduler.yaml'), `${JSON.stringify(configuration, null, 1)}\n`);
    // What things cost is the user's to say; without it reports have no money.
    const prices = join(root, 'config', 'prices.yaml');
    if (existsSync(prices)) copyFileSync(prices, join(folder, 'prices.yaml'));
  }
  return outputDirectory;
}

/**
 * The folder that a function is deployed from, in what `bundlePhases` made.
 *
 * @param folder Of the function in lambdas/.
 */
export function bundleOf(bundleDirectory: string, folder: string): string {
  const candidates = Object.values(groups).map((group) => join(bundleDirectory, group));
  const found = candidates.find((candidate) => existsSync(join(candidate, folder)));
  if (found === undefined) throw new Error(`There is no lambdas/${folder}/handler.ts.`);
  return found;
}

function bundleAll(outputDirectory: string) {
  const lambdas = join(root, 'lambdas');
  const handlers = readdirSync(lambdas)
    .map((name) => join(lambdas, name, 'handler.ts'))
    .filter((file) => existsSync(file));
  return build({
    entryPoints: handlers,
    outbase: lambdas,
    outdir: outputDirectory,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    plugins: [trimDependencies(join(root, 'src', 'kubernetes'))],
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
    // Some dependencies are CommonJS and ask for `require` in what is now a module.
    banner: { js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);" },
  });
}

/** Each handler's bundle, and with it every chunk that it loads, at once or later. */
function filesOfEntries({ outputs }: Metafile): [entry: string, files: ReadonlySet<string>][] {
  const below = (file: string, files: Set<string>): Set<string> => {
    if (files.has(file)) return files;
    files.add(file);
    for (const { path, external } of outputs[file]?.imports ?? []) if (!external) below(path, files);
    return files;
  };
  return Object.entries(outputs)
    .filter(([, { entryPoint }]) => entryPoint?.endsWith('/handler.ts'))
    .map(([file]) => [file, below(file, new Set())]);
}

function groupOf(files: ReadonlySet<string>, { outputs }: Metafile): string {
  const inputs = [...files].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
  const reachesClusters = inputs.some((input) => input.includes(kubernetesClient));
  return reachesClusters ? groups.reachesClusters : groups.asksAws;
}
