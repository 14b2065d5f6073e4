import type { ClusterId, PrepareRunAnswer, PrepareRunEvent } from '../src/domain/run.ts';
import type { LambdaContext } from './as-lambda.ts';
import { beginPass, type JournalOf } from './pass.ts';
import type { ClusterPorts, PrepareRun } from './phase.ts';
import { atTimeOfMachine } from './time-of-machine.ts';
import type { Wiring } from './wiring.ts';

/**
 * Makes the handler of Prepare run, which makes the run that the others are handed. Its pass is journalled with the cluster that
 * it connected to; before it connects there is nothing to journal, and nothing was done.
 */
export function asPrepareRun(
  step: PrepareRun,
  deployed: Wiring<ClusterPorts>,
): (event: PrepareRunEvent, lambda: LambdaContext) => Promise<PrepareRunAnswer> {
  return async (event, lambda) => {
    const wiring = atTimeOfMachine(deployed, event);
    const { action, execution } = event;
    const identity = { id: execution.name, executionArn: execution.arn, startedAt: execution.startedAt, action };
    const target = { phase: 'prepare-run', title: 'Prepare run', step: event.step, item: null, since: null } as const;
    const pass = beginPass(wiring, { ...target, action, runId: execution.name, ...readAhead(event.input) });
    // arn:aws:lambda:<region>:<account>:function:<name>
    const [, , , region = '', accountId = ''] = lambda.invokedFunctionArn.split(':');

    let connected: JournalOf | null = null;
    const connect = (cluster: ClusterId, { dryRun }: { readonly dryRun: boolean }) => {
      const run = { ...identity, cluster, dryRun };
      const ports = wiring.connect(cluster, run, target.phase);
      connected = { run, journal: ports.journal };
      return ports;
    };
    const work = () =>
      step({
        event,
        connect,
        accountId,
        region,
        now: wiring.now,
        remainingMs: () => lambda.getRemainingTimeInMillis(),
        configurationText: wiring.configurationText(),
        environment: wiring.variables,
        notes: pass.notes,
      });
    return pass.complete(work, () => connected);
  };
}

/** What the log lines need of the input before it has been validated. */
function readAhead(input: unknown): { readonly cluster: string; readonly dryRun: boolean } {
  if (typeof input !== 'object' || input === null) return { cluster: '', dryRun: false };
  return {
    cluster: 'cluster' in input ? String(input.cluster) : '',
    dryRun: 'dryRun' in input && input.dryRun === true,
  };
}
