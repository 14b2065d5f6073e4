import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moveIntoPlace } from '../deployment/move-into-place.ts';
import { ControlPlaneError } from './control-plane-error.ts';
import { assertGo, go } from './go.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cacheOfProject = join(here, '..', '..', '.cache', 'control-plane');

/** How many packages are compiled between two lines of progress. */
const packagesPerLine = 400;

interface Module {
  readonly folder: string;
  readonly what: string;
  /** What the linker writes into the binaries, from the text of go.mod. */
  readonly linkerFlags: (goMod: string) => string;
}

const modules: readonly Module[] = [
  { folder: 'node-tools', what: 'etcd and kwok', linkerFlags: () => '' },
  {
    folder: 'kubernetes',
    what: 'kube-apiserver, kube-controller-manager, kube-scheduler and kubectl',
    linkerFlags: versionFlags,
  },
];

export interface BuildOptions {
  /** Ends the build. */
  readonly signal?: AbortSignal | undefined;
  /** Where builds are kept. */
  readonly cache?: string;
  /** With its PATH, `go` is found. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Builds the real control plane with Go: once, and again when a go.sum changes. About five minutes the first time, seconds while
 * Go's own cache is warm. A build that is interrupted, however, leaves nothing: no process, and nothing that the next one would take.
 *
 * @param progress Gets lines for a person; none when it is built already.
 * @returns The folder with `etcd`, `kwok`, `kubectl`, `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`.
 * @throws {ControlPlaneError} that says what to install, when Go is missing or too old, or with what Go said.
 */
export async function buildControlPlane(
  progress: (line: string) => void,
  { signal, cache = cacheOfProject, environment = process.env }: BuildOptions = {},
): Promise<string> {
  const directory = join(cache, contentHash());
  if (existsSync(directory)) return directory;
  await assertGo({ directory: moduleFolder('kubernetes'), environment, signal });
  mkdirSync(cache, { recursive: true });
  forgetUnfinished(cache);
  // Nobody sees an unfinished build: it gets its name when it is whole.
  const work = mkdtempSync(join(cache, `building-${process.pid}-`));
  const watchdog = startWatchdog(work);
  const [binaries, temporary] = [join(work, 'binaries'), join(work, 'temporary')];
  try {
    for (const folder of [binaries, temporary]) mkdirSync(folder);
    const around: Around = {
      binaries,
      watchdog,
      progress,
      signal,
      environment: { ...environment, GOTMPDIR: temporary },
    };
    for (const module of modules) await buildModule(module, around);
    renameSync(join(binaries, 'server'), join(binaries, 'etcd'));
    moveIntoPlace(binaries, directory);
  } finally {
    await watchdog.end();
  }
  return directory;
}

function moduleFolder(folder: string): string {
  return join(here, 'modules', folder);
}

function contentHash(): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const { folder } of modules) hash.update(readFileSync(join(moduleFolder(folder), 'go.sum')));
  return hash.digest('hex').slice(0, 16);
}

interface Around {
  readonly binaries: string;
  readonly watchdog: Watchdog;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

async function buildModule(module: Module, around: Around): Promise<void> {
  const { binaries, watchdog, progress, signal, environment } = around;
  const directory = moduleFolder(module.folder);
  const linkerFlags = `-s -w ${module.linkerFlags(readFileSync(join(directory, 'go.mod'), 'utf8'))}`.trim();
  progress(`Building ${module.what} (minutes the first time)`);
  const startedAt = performance.now();
  let packages = 0;
  const said: string[] = [];
  const onLine = (line: string) => {
    // With -v Go names each package that it compiles; what has a space in it is for people.
    if (line.includes(' ')) said.push(line);
    else if (++packages % packagesPerLine === 0) progress(`Compiled ${packages} packages`);
  };
  const arguments_ = ['build', '-v', '-trimpath', '-ldflags', linkerFlags, '-o', `${binaries}/`, 'tool'];
  const { code } = await go(arguments_, { directory, environment, onLine, watchdog, signal });
  if (code !== 0) throw new ControlPlaneError(`Go could not build ${module.what}: ${said.slice(-5).join(' | ')}`);
  progress(`Built ${module.what} in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

/** Without it the server calls itself v0.0.0 and `kubectl version` fails on it. */
function versionFlags(goMod: string): string {
  const [, major, minor, patch] = /k8s\.io\/kubernetes v(\d+)\.(\d+)\.(\d+)/.exec(goMod) ?? [];
  const flags = { gitVersion: `v${major}.${minor}.${patch}`, gitMajor: major, gitMinor: minor };
  return Object.entries(flags)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}

/** What builds that died left behind; one that still runs keeps its folder. */
function forgetUnfinished(cache: string): void {
  for (const name of readdirSync(cache)) {
    const pid = Number(/^building-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
