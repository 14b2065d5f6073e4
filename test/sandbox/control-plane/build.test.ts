import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { buildControlPlane } from '../../../sandbox/control-plane/build.ts';
import { aGo, endlessBuild, noGo, programs, type Workshop } from './a-go.ts';

const advice = 'The real control plane needs Go 1.26 or newer to be built: install it from https://go.dev/dl/';

function build({ cache, environment }: Workshop, signal?: AbortSignal): Promise<string> {
  return buildControlPlane(() => undefined, { cache, environment, signal });
}

async function until(isDone: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 20_000; !isDone(); ) {
    if (performance.now() > deadline) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isCompiling = ({ calls }: Workshop) => calls().some((call) => call.startsWith('build'));

/** Processes that belong to a build into this folder. */
function processesOf({ cache }: Workshop): string[] {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  return all.filter((line) => line.includes(cache));
}

/** The next build on the same machine, with a Go that comes to its end. */
async function buildAgain({ cache }: Workshop): Promise<string[]> {
  const directory = await build({ ...aGo({}), cache });
  expect(readdirSync(cache)).toHaveLength(1);
  return readdirSync(directory).map((name) => `${name} ${readFileSync(join(directory, name), 'utf8').trim()}`);
}

const whole = programs.map((name) => `${name === 'server' ? 'etcd' : name} whole`).sort();

describe('the Go that is there', () => {
  test.each<[string, Workshop, string]>([
    ['none at all', noGo(), 'none'],
    ['one that is too old', aGo({ version: 'echo go1.25.9' }), '1.25.9'],
    [
      'one that may not fetch a newer one',
      aGo({ version: refusing('requires go >= 1.26.0 (running go 1.24.4)') }),
      '1.24.4',
    ],
    ['one that cannot even read the go.mod', aGo({ version: refusing("invalid go version '1.26.0'") }), '1.24.4'],
    ['one that says nothing', aGo({ version: 'exit 1' }), 'one that does not say its version'],
  ])('%s is one line that says what to install and what was found', async (_, workshop, found) => {
    await expect(build(workshop)).rejects.toMatchObject({
      name: 'ControlPlaneError',
      message: `${advice} (found ${found}).`,
    });
    expect(isCompiling(workshop)).toBe(false);
    expect(existsSync(workshop.cache)).toBe(false);
  });

  test.each(['go1.26', 'go1.26.0', 'go1.27rc1', 'go1.30.2', 'go2.0'])('%s is new enough', async (version) => {
    await expect(build(aGo({ version: `echo ${version}` }))).resolves.toBeDefined();
  });
});

/** What Go 1.24 does inside our module, and what it says of itself elsewhere. */
function refusing(words: string): string {
  return `if [ -e "$PWD/go.mod" ]; then echo "go: go.mod ${words}" >&2; exit 1; fi; echo go1.24.4`;
}

test('it is built once, and then taken as it is, by whoever has no Go as well', async () => {
  const workshop = aGo({});
  const directory = await build(workshop);
  const calls = workshop.calls().length;

  expect(await build(workshop)).toBe(directory);
  expect(await build({ ...noGo(), cache: workshop.cache })).toBe(directory);
  expect(workshop.calls()).toHaveLength(calls);
  expect(readdirSync(directory).sort()).toEqual([...whole.map((line) => line.split(' ')[0])].sort());
});

test('what Go could not compile is one line with its last words, and nothing is left', async () => {
  const workshop = aGo({ build: 'echo "kwok.go:7: undefined: x" >&2; exit 1' });

  await expect(build(workshop)).rejects.toThrow('Go could not build etcd and kwok: kwok.go:7: undefined: x');
  expect(readdirSync(workshop.cache)).toEqual([]);
});

describe('a build that is interrupted', () => {
  test('by Ctrl-C ends its compilers and leaves nothing, and the next one begins clean', async () => {
    const workshop = aGo({ build: endlessBuild });
    const controller = new AbortController();
    const building = build(workshop, controller.signal);
    const outcome = expect(building).rejects.toThrow('interrupted');
    await until(() => isCompiling(workshop) && processesOf(workshop).length > 0);

    controller.abort(new Error('interrupted'));

    await outcome;
    expect(processesOf(workshop)).toEqual([]);
    expect(readdirSync(workshop.cache)).toEqual([]);
    expect((await buildAgain(workshop)).sort()).toEqual(whole);
  });

  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'by %s to the whole program leaves no compiler and no half build',
    async (signal) => {
      const workshop = aGo({ build: endlessBuild });
      const program = fileURLToPath(new URL('run-build.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', program, workshop.cache], {
        env: workshop.environment,
        stdio: 'ignore',
      });
      await until(() => isCompiling(workshop));
      expect(processesOf(workshop).length).toBeGreaterThan(1);

      child.kill(signal);

      await until(() => processesOf(workshop).length === 0 && readdirSync(workshop.cache).length === 0);
      expect((await buildAgain(workshop)).sort()).toEqual(whole);
    },
  );

  test('because somebody killed Go is one line that says so', async () => {
    const workshop = aGo({ build: 'kill -KILL $$' });

    await expect(build(workshop)).rejects.toThrow('The build was ended by SIGKILL; it begins anew next time.');
    expect(readdirSync(workshop.cache)).toEqual([]);
  });

  test('with the whole machine is not taken for a build: what it left is removed', async () => {
    const workshop = aGo({});
    // No process has this number: the largest is 4194304.
    const left = join(workshop.cache, 'building-9999999-abcdef', 'binaries');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'kube-apiserver'), 'half');

    expect((await buildAgain(workshop)).sort()).toEqual(whole);
  });
});
