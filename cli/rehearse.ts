import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { exitCodes } from './exit-codes.ts';

interface RehearseOptions {
  readonly world?: string;
  readonly action: 'night' | 'stop' | 'start';
  readonly dryRun?: boolean;
  readonly input?: string;
  readonly json?: boolean;
  readonly log?: boolean;
}

/** `eks-scheduler rehearse`: a night in simulated time, on a world. */
export function rehearseCommand(settle: (exitCode: number) => void): Command {
  return new Command('rehearse')
    .description('Run a night on a cluster that exists only here: no AWS account, no network, simulated time.')
    .option('--world <file>', 'Kubernetes objects as `kubectl get -o yaml` prints them (default: the example world)')
    .addOption(
      new Option('--action <action>', 'stop and start, or one of them')
        .choices(['night', 'stop', 'start'])
        .default('night'),
    )
    .option('--dry-run', 'change nothing, and list what a stop would do')
    .option('--input <json>', 'more of the run\'s input, such as \'{"drain":{"budgets":"strict"}}\'')
    .option('--json', 'print one JSON document and nothing else')
    .option('--log', 'show the log lines of the functions as well (on standard error)')
    .addHelpText(
      'after',
      `
Exit codes: 0 all came back as it was, 1 something differs or a run failed, 2 wrong input, 130 interrupted.

Examples:
  $ eks-scheduler rehearse
  $ eks-scheduler rehearse --action stop --dry-run
  $ eks-scheduler rehearse --world my-cluster.yaml --json`,
    )
    .action(async (options: RehearseOptions) => settle(await rehearse(options)));
}

async function rehearse(options: RehearseOptions): Promise<number> {
  const [{ readWorld }, { runNight }, { nightText }, { progressLines }, { parseInput }] = await Promise.all([
    import('../sandbox/worlds/read-world.ts'),
    import('../sandbox/night/run-night.ts'),
    import('./night-text.ts'),
    import('./progress-lines.ts'),
    import('./parse-input.ts'),
  ]);
  const world = readWorld(options.world ?? fileURLToPath(new URL('../sandbox/worlds/example.yaml', import.meta.url)));
  const progress = options.json ? null : progressLines((line) => process.stdout.write(`${line}\n`), options.dryRun);
  const isDryRun = options.dryRun === true;
  const interrupted = interruption();
  try {
    const result = await runNight({
      world,
      // What a morning would do is known only after an evening that was not dry.
      action: isDryRun && options.action === 'night' ? 'stop' : options.action,
      dryRun: isDryRun,
      input: parseInput(options.input),
      signal: interrupted.signal,
      ...(progress ? { listener: progress.listener, onRun: progress.onRun } : {}),
      ...(options.log ? { onLog: (line: string) => process.stderr.write(`${line}\n`) } : {}),
    });
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `\n${nightText(result)}\n`);
    return result.differences.length === 0 ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write('Interrupted. Nothing is left behind: the cluster existed only here.\n');
    return exitCodes.interrupted;
  } finally {
    interrupted.forget();
  }
}

/** A signal that aborts at the first Ctrl-C; the second one ends the process as usual. */
function interruption(): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('interrupted'));
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return {
    signal: controller.signal,
    forget: () => {
      process.removeListener('SIGINT', abort);
      process.removeListener('SIGTERM', abort);
    },
  };
}
