import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moveIntoPlace } from './move-into-place.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const assemblies = join(root, '.cache', 'assemblies');

/** What the template and the bundles are made from; a change in any of it makes a new assembly. */
const sources = ['lib', 'state-machines', 'lambdas', 'src', 'config', 'package.json', 'package-lock.json'];
const kept = 3;
/** A sandbox that is still running loads its functions from the folder that it began with. */
const keptHours = 24;

/**
 * Synthesizes the CDK app, bundles and all, as `cdk synth` does, and answers the folder of the cloud assembly. The same sources
 * are synthesized once: the folder is named after their content.
 *
 * @param configurationText YAML instead of config/eks-scheduler.yaml.
 */
export async function synthesize(configurationText?: string): Promise<string> {
  const directory = join(assemblies, contentHash(configurationText));
  if (existsSync(directory)) return directory;
  mkdirSync(assemblies, { recursive: true });
  const work = mkdtempSync(join(assemblies, 'making-'));
  try {
    // The CDK takes a second to load: only when there is something to synthesize.
    const [{ bundlePhases }, { createApp }, { configurationToDeploy }, { loadFile }] = await Promise.all([
      import('../../lib/phase-bundle.ts'),
      import('../../lib/create-app.ts'),
      import('../../lib/configuration-to-deploy.ts'),
      import('../../src/config/load-configuration.ts'),
    ]);
    const configuration = configurationText === undefined ? configurationToDeploy({}) : loadFile(configurationText);
    const bundleDirectory = await bundlePhases(join(work, 'phases'), configuration);
    createApp({ bundleDirectory, configuration, outputDirectory: join(work, 'assembly') }).synth();
    moveIntoPlace(join(work, 'assembly'), directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  forgetOldOnes();
  return directory;
}

function contentHash(configurationText: string | undefined): string {
  const hash = createHash('sha256');
  if (configurationText !== undefined) hash.update(configurationText).update('\0');
  // npm packs no package-lock.json.
  const present = sources.map((source) => join(root, source)).filter((path) => existsSync(path));
  for (const file of present.flatMap(filesBelow)) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function forgetOldOnes(): void {
  const byAge = readdirSync(assemblies)
    .filter((name) => !name.startsWith('making-'))
    .map((name) => ({ name, madeAt: statSync(join(assemblies, name)).mtimeMs }))
    .sort((a, b) => b.madeAt - a.madeAt);
  const old = byAge.slice(kept).filter(({ madeAt }) => Date.now() - madeAt > keptHours * 3_600_000);
  for (const { name } of old) rmSync(join(assemblies, name), { recursive: true, force: true });
}
