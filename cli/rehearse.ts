import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { NightResult } from '../sandbox/night/night-result.ts';
import type { RealStageOptions } from '../sandbox/night/real-stage.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { type ClockChoice, parseClock, waitsOnWall } from './clock-option.ts';
import { exitCodes } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { type KubernetesChoice, kubernetesHelp, kubernetesOption, tellProgress } from './kubernetes-option.ts';

interface RehearseOptions {
  readonly world?: string;
  readonly kubernetes: KubernetesChoice;
  readonly clock?: ClockChoice;
  readonly action: 'night' | 'stop' | 'start';
  readonly dryRun?: boolean;
  readonly input?: string;
  readonly json?: boolean;
  readonly log?: boolean;
  readonly report?: string;
}

/** `eks-scheduler rehearse`: a night on a world, in simulated time or on the real control plane. */
export function rehearseCommand(settle: (exitCode: number) => void): Command {
  return new Command('rehearse')
    .description('Run a night on a cluster that exists only here: no AWS account, no network, simulated time.')
    .option('--world <file>', 'Kubernetes objects as `kubectl get -o yaml` prints them (default: the example world)')
    .addOption(
      new Option('--action <action>', 'stop and start, or one of them')
        .choices(['night', 'stop', 'start'])
        .default('night'),
    )
    .addOption(kubernetesOption())
    .option('--clock <clock>', 'with --kubernetes real: real, or a number such as 60x', parseClock)
    .option('--dry-run', 'change nothing, and list what a stop would do')
    .option('--input <json>', 'more of the run\'s input, such as \'{"drain":{"budgets":"strict"}}\'')
    .option('--report <file>', 'write the report of each run: .html, .json, .csv or .txt')
    .option('--json', 'print one JSON document and nothing else')
    .option('--log', 'show the log lines of the functions as well (on standard error)')
    .addHelpText(
      'after',
      `
Exit codes: 0 all came back as it was, 1 something differs or a run failed, 2 wrong input, 130 interrupted.
${kubernetesHelp}

Examples:
  $ eks-scheduler rehearse
  $ eks-scheduler rehearse --action stop --dry-run
  $ eks-scheduler rehearse --world my-cluster.yaml --json
  $ eks-scheduler rehearse --report night.html
  $ eks-scheduler rehearse --kubernetes real`,
    )
    .action(async (options: RehearseOptions) => settle(await rehearse(options)));
}

async function rehearse(options: RehearseOptions): Promise<number> {
  const [{ readWorld }, { runNight }, { nightText }, { progressLines }, { rehearsalInput }, { reportFiles }] =
    await Promise.all([
      import('../sandbox/worlds/read-world.ts'),
      import('../sandbox/night/run-night.ts'),
      import('./night-text.ts'),
      import('./progress-lines.ts'),
      import('./rehearsal-input.ts'),
      import('./report-file.ts'),
    ]);
  const world = readWorld(options.world ?? fileURLToPath(new URL('../sandbox/worlds/example.yaml', import.meta.url)));
  const progress = options.json ? null : progressLines((line) => process.stdout.write(`${line}\n`), options.dryRun);
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
