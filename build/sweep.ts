import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { type Fault, type FaultPlan, faultInWords } from '../sandbox/faults/fault.ts';
import { NightPool } from '../sandbox/faults/night-pool.ts';
import {
  dealOut,
  everyFault,
  oneFailureAPhase,
  oneFaultEach,
  pairsOf,
  sampleOf,
} from '../sandbox/faults/plan-sweep.ts';
import { readFaultPlan } from '../sandbox/faults/read-fault-plan.ts';
import { lostUndisturbed, type SweptNight, sweep } from '../sandbox/faults/sweep.ts';
import { sweepTable } from '../sandbox/faults/sweep-table.ts';
import { parseCount } from './parse-count.ts';

interface Options {
  readonly seed: number;
  readonly only?: RegExp;
  readonly sample?: number;
  readonly each?: boolean;
  readonly pairs?: number;
  readonly perNight: number;
  readonly plan?: FaultPlan;
  readonly processes: number;
  readonly json?: boolean;
}

const pattern = (text: string): RegExp => {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
};

const planFile = (file: string): FaultPlan => {
  try {
    return readFaultPlan(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
};

const command = new Command('sweep')
  // 1 is for a night that was not equal.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .description(
    'Play a night (stop, then start) again and again, each time with something going wrong, and compare its end with that of an undisturbed night. ' +
      'What fails is redriven, with the cause gone.',
  )
  .option('--seed <n>', 'of the night, and of what is drawn by lot', parseCount, 1)
  .option('--only <pattern>', 'only faults whose line, as it is printed, matches this regular expression', pattern)
  .option('--sample <n>', 'only so many of the faults, drawn by lot', parseCount)
  .option(
    '--each',
    'one fault for each request and one failure for each phase, many in a night: the sample of npm test',
  )
  .option('--pairs <n>', 'so many pairs of faults instead, drawn by lot, two in a night', parseCount)
  .option('--per-night <n>', 'so many faults in one night, in different phases where it can be', parseCount, 1)
  .option('--plan <file>', 'only the one night of this plan: { "seed": 1, "faults": [ … ] }', planFile)
  .option('--processes <n>', 'nights played side by side', parseCount, availableParallelism())
  .option('--json', 'print one JSON document and nothing else')
  .addHelpText(
    'after',
    `
All faults one by one take more than an hour: some 600 requests a night, with eight kinds of fault each, and each function dying
after each of its requests. Progress is told on standard error. The exit code is 1 when one night was not equal.

Examples:
  $ npm run sweep                                    every fault, one a night
  $ npm run sweep -- --each                          every request once, in a minute or two
  $ npm run sweep -- --sample 200 --seed 7           200 of them
  $ npm run sweep -- --only 'stop drain-nodes.*: after'
  $ npm run sweep -- --pairs 500 --seed 1
  $ npm run sweep -- --plan plan.json                one night again, as a failed sweep printed it`,
  );

await command.parseAsync();
const options = command.opts<Options>();
const say = (line: string) => void process.stderr.write(`${line}\n`);
const pool = new NightPool(options.processes);
try {
  process.exitCode = await main();
} finally {
  pool.close();
}

async function main(): Promise<number> {
  const { seed } = options;
  const { plan: given } = options;
  const undisturbed = await pool.play({ seed: given?.seed ?? seed, faults: [] });
  const lost = lostUndisturbed(undisturbed);
  if (lost.length > 0) {
    say(`The undisturbed night itself loses something:\n${lost.join('\n')}`);
    return 1;
  }
  const plans = given ? [given] : plansOf(undisturbed.seen);
  const faults = plans.reduce((sum, plan) => sum + plan.faults.length, 0);
  say(`A night has ${undisturbed.seen.length} requests. ${faults} faults in ${plans.length} nights, seed ${seed}.`);
  const nights = await sweep(pool, undisturbed, plans, progressOf(plans.length));
  tell(nights);
  return nights.some(({ verdict }) => verdict === 'not equal') ? 1 : 0;
}

function plansOf(seen: Parameters<typeof everyFault>[0]): FaultPlan[] {
  const { seed, only, each, pairs, perNight } = options;
  if (each) return [...dealOut(oneFaultEach(seen, seed), 6), ...oneFailureAPhase(seen, 8, seed)].map(asPlan);
  const fitting = everyFault(seen).filter((fault) => only?.test(faultInWords(fault)) ?? true);
  if (pairs) return pairsOf(fitting, pairs, seed).map(asPlan);
  const chosen: Fault[] = options.sample ? sampleOf(fitting, options.sample, seed) : fitting;
  return dealOut(chosen, Math.ceil(chosen.length / perNight)).map(asPlan);
}

function asPlan(faults: Fault[]): FaultPlan {
  return { seed: options.seed, faults };
}

function progressOf(total: number): (night: SweptNight) => void {
  let done = 0;
  const startedAt = Date.now();
  return (night) => {
    done++;
    if (night.verdict === 'not equal') {
      say(`not equal: ${night.plan.faults.map(faultInWords).join('; ')}\n  ${night.differences.join('\n  ')}`);
      say(`  its plan: ${JSON.stringify(night.plan)}`);
    }
    if (done % 25 === 0 || done === total) {
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      say(`${done} of ${total} nights, ${seconds} s`);
    }
  };
}

function tell(nights: readonly SweptNight[]): void {
  const counts: Record<string, number> = {};
  for (const { verdict } of nights) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const faults = nights.reduce(
    (sum, { happened }) => sum + new Set(happened.map((each) => JSON.stringify(each))).size,
    0,
  );
  const notEqual = nights.filter(({ verdict }) => verdict === 'not equal');
  if (options.json) {
    console.log(JSON.stringify({ seed: options.seed, nights: nights.length, faults, counts, notEqual }, null, 2));
    return;
  }
  console.log(sweepTable(nights));
  console.log(
    `\n${faults} faults happened in ${nights.length} nights; ${notEqual.length} not equal. Seed ${options.seed}.`,
  );
}
