import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { moveIntoPlace } from '../deployment/move-into-place.ts';
import { ControlPlaneError } from './control-plane-error.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '..', '..', '.cache', 'control-plane');
const neededGo = '1.26';

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

/**
 * Builds the real control plane with Go: once, and again when a go.sum changes. About five minutes the first time, seconds while
 * Go's own cache is warm.
 *
 * @param progress Gets lines for a person; none when it is built already.
 * @returns The folder with `etcd`, `kwok`, `kubectl`, `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`.
 * @throws {ControlPlaneError} that says what to install, when Go is missing or too old, or with what Go said.
 */
export async function buildControlPlane(progress: (line: string) => void): Promise<string> {
  const directory = join(cache, contentHash());
  if (existsSync(directory)) return directory;
  await assertGo();
  mkdirSync(cache, { recursive: true });
  forgetUnfinished();
  // Nobody sees an unfinished build: it gets its name when it is whole.
  const work = mkdtempSync(join(cache, `building-${process.pid}-`));
  try {
    for (const module of modules) await buildModule(module, work, progress);
    renameSync(join(work, 'server'), join(work, 'etcd'));
    moveIntoPlace(work, directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
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

/** Asked inside a module: there Go may fetch the version that go.mod wants, where its settings allow that. */
async function assertGo(): Promise<void> {
  const advice = `The real control plane needs Go ${neededGo} or newer to be built: install it from https://go.dev/dl/`;
  const { code, output } = await go(['env', 'GOVERSION'], moduleFolder('kubernetes'));
  const tooOld = /running go (\S+?)[;)]/.exec(output)?.[1];
  if (tooOld) throw new ControlPlaneError(`${advice} (found ${tooOld}).`);
  if (code === null) throw new ControlPlaneError(`${advice} (found none).`);
  const [, major, minor] = /^go(\d+)\.(\d+)/m.exec(output) ?? [];
  const [wantedMajor = 0, wantedMinor = 0] = neededGo.split('.').map(Number);
  const isEnough = Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (!isEnough) throw new ControlPlaneError(`${advice} (found ${output.trim() || 'an unknown version'}).`);
}

async function buildModule(module: Module, work: string, progress: (line: string) => void): Promise<void> {
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
  const arguments_ = ['build', '-v', '-trimpath', '-ldflags', linkerFlags, '-o', `${work}/`, 'tool'];
  const { code } = await go(arguments_, directory, onLine);
  if (code !== 0) throw new ControlPlaneError(`Go could not build ${module.what}: ${said.slice(-5).join(' | ')}`);
  progress(`Built ${module.what} in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

/** Code null: there is no `go`. */
function go(
  arguments_: readonly string[],
  directory: string,
  onLine: (line: string) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', arguments_, {
      cwd: directory,
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine(line);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: null, output: '' });
      else reject(error);
    });
    child.on('close', (code, signal) => {
      if (signal) reject(new ControlPlaneError(`The build was interrupted (${signal}); it begins anew next time.`));
      else resolve({ code: code ?? 1, output: lines.join('\n') });
    });
  });
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
function forgetUnfinished(): void {
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
