import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Bundles every phase into one folder: `<phase>/handler.mjs` each, the code that they share in chunks beside them, and the
 * configuration. One folder for all phases, because a deployment then uploads once and all phases are of one version; each
 * function still loads only its own chunks (docs/decisions/0002-one-bundle-for-all-phases.md).
 *
 * @returns The folder, made anew.
 */
export function bundlePhases(outputDirectory: string): string {
  const lambdas = join(root, 'lambdas');
  const handlers = readdirSync(lambdas, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(lambdas, entry.name, 'handler.ts'));
  rmSync(outputDirectory, { recursive: true, force: true });
  mkdirSync(outputDirectory, { recursive: true });
  buildSync({
    entryPoints: handlers,
    outbase: lambdas,
    outdir: outputDirectory,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
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
    // Some dependencies are CommonJS and ask for `require` in what is now a module.
    banner: { js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);" },
  });
  copyFileSync(join(root, 'config', 'eks-scheduler.yaml'), join(outputDirectory, 'eks-scheduler.yaml'));
  return outputDirectory;
}
