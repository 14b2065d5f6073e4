import { fileURLToPath } from 'node:url';
import type { NightResult } from '../../sandbox/night/night-result.ts';
import type { RealStageOptions } from '../../sandbox/night/real-stage.ts';
import { runNight } from '../../sandbox/night/run-night.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { readPriceList } from '../../src/report/price-list.ts';
import { waitsOnWall } from '../clock-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruption } from '../interruption.ts';
import { tellProgress } from '../kubernetes-option.ts';
import { nightText } from '../night-text.ts';
import { progressLines } from '../progress-lines.ts';
import { rehearsalInput } from '../rehearsal-input.ts';
import type { RehearseOptions } from '../rehearse.ts';
import { reportFiles } from '../report-file.ts';
import { nightHours } from './night-hours.ts';

/** Plays a night, says what it came to, and answers the exit code. */
export async function rehearse(options: RehearseOptions): Promise<number> {
  const world = readWorld(
    options.world ?? fileURLToPath(new URL('../../sandbox/worlds/example.yaml', import.meta.url)),
  );
  const progress = options.json ? null : progressLines((line) => process.stdout.write(`${line}\n`), options.dryRun);
  const prices = options.prices === undefined ? null : readPriceList(options.prices);
  const isDryRun = options.dryRun === true;
  const input = rehearsalInput(options.input, { cluster: world.cluster.name, isDryRun });
  const real = realStageOf(options);
  // What a morning would do is known only after an evening that was not dry.
  const action = isDryRun && options.action === 'night' ? 'stop' : options.action;
  const reports = reportFiles(options.report, action === 'night');
  const interrupted = interruption();
  try {
    const result = await runNight({
      world,
      action,
      dryRun: isDryRun,
      input,
      hours: options.hours ?? nightHours(world.cluster),
      prices,
      signal: interrupted.signal,
      ...(real ? { real } : {}),
      ...(progress ? { listener: progress.listener, onRun: progress.onRun } : {}),
      ...reports.listener,
      ...(options.log ? { onLog: (line: string) => process.stderr.write(`${line}\n`) } : {}),
    });
    const text = ['', nightText(result), ...reports.written.map((file) => `Report: ${file}`)].join('\n');
    process.stdout.write(`${options.json ? JSON.stringify(result, null, 2) : text}\n`);
    return exitCodeOf(result);
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write('Interrupted. Nothing is left behind: the cluster existed only here.\n');
    return exitCodes.interrupted;
  } finally {
    interrupted.forget();
  }
}

/** Only Prepare run can tell that a node group does not exist, or that a stop takes nothing over: the input is wrong all the same. */
function exitCodeOf({ runs, differences }: NightResult): number {
  if (runs.some(({ error }) => error === 'ConfigurationError')) return exitCodes.wrongInput;
  return differences.length === 0 ? exitCodes.done : exitCodes.failed;
}

/** Null on the twin. */
function realStageOf({ kubernetes, clock }: RehearseOptions): RealStageOptions | null {
  if (kubernetes === 'real') return { waits: waitsOnWall(clock), progress: tellProgress };
  if (clock === undefined || clock === 'simulated') return null;
  throw new ConfigurationError(
    'A rehearsal on the twin takes seconds of simulated time: there is no clock to choose.',
    'Leave out --clock, or say --kubernetes real with it.',
  );
}
