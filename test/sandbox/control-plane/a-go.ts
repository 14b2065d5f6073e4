import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll } from '@jest/globals';

const root = mkdtempSync(join(tmpdir(), 'go-'));
let made = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A place to build in, and the `go` that is found there. */
export interface Workshop {
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What `go` was asked, a line a call. */
  calls(): string[];
}

/** What `go build` leaves when it is done. */
export const programs = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok', 'server'];

/** Shell lines for a `go build` that writes its first program by half, and then compiles for ever. */
export const endlessBuild = 'echo half > "$out/kube-apiserver"; echo scratch > "$GOTMPDIR/scratch"; sleep 3000';

interface GoParts {
  /** Shell lines for `go env GOVERSION`; in them `$PWD` is where it was asked. */
  readonly version?: string;
  /** Shell lines for `go build`; in them `$out` is where programs go. */
  readonly build?: string;
}

/** A `go` of the test, which does what it is told. */
export function aGo({
  version = 'echo go1.26.3',
  build = `for one in ${programs.join(' ')}; do echo whole > "$out/$one"; done`,
}: GoParts): Workshop {
  const folder = join(root, String(++made));
  const log = join(folder, 'calls');
  const program = join(folder, 'bin', 'go');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(
    program,
    `#!/bin/sh
echo "$*" >> '${log}'
if [ "$1" = env ]; then
  ${version}
  exit
fi
for word in "$@"; do
  [ "$before" = -o ] && out=$word
  before=$word
done
${build}
`,
  );
  chmodSync(program, 0o755);
  return {
    cache: join(folder, 'cache'),
    environment: { PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter) },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

/** A machine on which there is none. */
export function noGo(): Workshop {
  const folder = join(root, String(++made));
  return { cache: join(folder, 'cache'), environment: { PATH: join(folder, 'bin') }, calls: () => [] };
}
