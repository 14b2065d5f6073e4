import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { main } from '../../cli/main.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { callersEnvironment } from '../cli/callers-environment.ts';
import type { Printed } from '../cli/catch-output.ts';
import { whyAwsRefused } from './aws-line.ts';
import { ourWords, type ShellLine, typed } from './shell-line.ts';
import { type Situation, type Stage, situations, stageOf } from './stage.ts';

/** Types lines of the documentation, one after the other, in a folder of its own and against one sandbox. */
export interface Typist {
  readonly stage: Stage;
  /** What went wrong with a line; null where it did what the documentation says of it. */
  type(line: ShellLine): Promise<string | null>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');
const exampleWorld = join(root, 'sandbox/worlds/example.yaml');
/** As `eks-scheduler stop` names a run, or a person has. */
const runName = /\b[a-z][\w-]*-(?:stop|start)-\d{8}T\d{6}Z(?:-[0-9a-f]{4})?\b/;

/** A typist with the credentials of the sandbox, in whose folder lies what the pages presuppose: a configuration and a world. */
export async function aTypist(printed: Printed): Promise<Typist> {
  const sandbox = await startSandbox({ world: readWorld(exampleWorld), clock: new SimulatedClock(new Date()) });
  const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
  const environment = { ...process.env };
  const home = process.cwd();
  furnish(folder);
  process.chdir(folder);
  Object.assign(process.env, {
    ...callersEnvironment(sandbox.awsUrl),
    CI: 'true',
    NO_COLOR: '1',
  });
  const stage = stageOf(sandbox);

  const type = async (line: ShellLine): Promise<string | null> => {
    const [command = '', file] = line.text.split(/ > (?=[\w./-]+$)/);
    const read = typed(command);
    await prepare(line, stage);
    if (read?.words[0] === 'aws') {
      const why = await whyAwsRefused(read.words.slice(1));
      // A person looks how the run ends before they type the next line.
      await stage.clear();
      return why;
    }
    const words = read && ourWords(read);
    if (!words) return 'it is neither ours nor aws, or it needs a shell';
    const before = { ...process.env };
    Object.assign(process.env, read.environment);
    Object.assign(printed, { out: '', err: '' });
    const code = await main(words);
    process.env = before;
    if (file !== undefined) writeFileSync(file, printed.out);
    await stage.clear();
    if (code === line.exitCode) return null;
    return `it ended with ${code}: ${(printed.err || printed.out).trim().split('\n').slice(-3).join(' | ')}`;
  };
  const close = async () => {
    process.chdir(home);
    process.env = environment;
    await stage.clear();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  };
  return { stage, type, close };
}

/** What lies in the folder of somebody who follows the pages: the configuration, and a cluster that they have read into a file. */
function furnish(folder: string): void {
  cpSync(join(root, 'config'), join(folder, 'config'), { recursive: true });
  cpSync(exampleWorld, join(folder, 'my-cluster.yaml'));
}

async function prepare({ at, text, before }: ShellLine, stage: Stage): Promise<void> {
  const presupposed = before ?? usualBefore(at, text);
  if (presupposed === null) return;
  const situation = situations.find((each) => each === presupposed);
  if (!situation)
    throw new Error(`${at}: nobody knows how to bring about "${presupposed}"; it can be ${situations.join(', ')}.`);
  await stage.set(situation, runName.exec(text)?.[0]);
}

/** What the examples of a command's help presuppose. */
function usualBefore(at: string, text: string): Situation | null {
  if (!at.endsWith('--help')) return null;
  if (/^eks-scheduler (redrive|unlock)\b/.test(text)) return 'a stop has failed';
  if (/^eks-scheduler abort\b/.test(text)) return 'a stop is running';
  if (/^eks-scheduler start\b/.test(text)) return 'asleep';
  return /^eks-scheduler (stop|report|snapshot)\b/.test(text) ? 'awake' : null;
}
