import type { Context } from 'aws-lambda';
import type { PhaseAnswer, PhaseEvent } from '../src/domain/run.ts';
import { waitInBounds } from '../src/domain/wait-in-bounds.ts';
import { beginPass, type Pass } from './pass.ts';
import type { ClusterPorts, Phase, PhaseContext } from './phase.ts';
import { atTimeOfMachine } from './time-of-machine.ts';
import { deployedWiring, type Wiring } from './wiring.ts';

export { asPrepareRun } from './as-prepare-run.ts';

export type LambdaContext = Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>;

/**
 * Makes a Lambda handler of a phase: logs, gives it its ports, journals what the pass did, also when it failed, and names its
 * errors for the state machine's retries.
 *
 * @param phase Kebab-case, as the folder.
 * @param title As in the runbook.
 */
export function asLambda(
  phase: string,
  title: string,
  step: Phase,
  deployed: Wiring = deployedWiring,
): (event: PhaseEvent, lambda: LambdaContext) => Promise<PhaseAnswer> {
  return async (event, lambda) => {
    const { run, item } = event;
    const { id: runId, dryRun } = run;
    const wiring = atTimeOfMachine(deployed, event);
    const pass = beginPass(wiring, { phase, title, step: event.step, item, runId, cluster: run.cluster.name, dryRun });
    const ports = wiring.connect(run.cluster, run, phase);
    const context = phaseContext(event, lambda, ports, { pass, phase, now: wiring.now });
    return pass.complete(
      () => answerOf(step, context),
      () => ({ run, journal: ports.journal }),
    );
  };
}

/** What a step answers to one pass, as the machine may take it: with a wait in bounds, or none on a dry run. */
export async function answerOf(step: Phase, context: PhaseContext): Promise<PhaseAnswer> {
  const answer = await step(context);
  // A run that lost its cluster must not wait until a deadline, and then fail with a cure that is wrong for it.
  if (answer.status === 'pending') await context.assertLock();
  return context.run.dryRun ? withoutWaiting(answer) : withWaitInBounds(answer, context);
}

export function phaseContext(
  event: PhaseEvent,
  lambda: LambdaContext,
  ports: ClusterPorts,
  { pass: { notes, startedAt }, phase, now }: { readonly pass: Pass; readonly phase: string; readonly now: () => Date },
): PhaseContext {
  const { run, item, step } = event;
  return {
    ...ports,
    run,
    item,
    now,
    notes,
    remainingMs: () => lambda.getRemainingTimeInMillis(),
    loopStartedAt: loopStartOf(event) ?? startedAt,
    remembered: async () => (run.dryRun ? {} : ports.journal.facts(run, { step, phase, item })),
    assertLock: run.dryRun ? async () => undefined : () => ports.lock.assert(run, now()),
  };
}

/** The later of the loop's entry and the redrive, so that a redrive gets a fresh deadline. */
function loopStartOf({ enteredAt, redrivenAt }: PhaseEvent): Date | null {
  if (enteredAt === null) return null;
  const entered = new Date(enteredAt);
  const redriven = redrivenAt === null ? entered : new Date(redrivenAt);
  return redriven > entered ? redriven : entered;
}

/** On a dry run nothing changes, so there is nothing to wait for. */
function withoutWaiting(answer: PhaseAnswer): PhaseAnswer {
  return answer.status === 'pending' ? { status: 'done', summary: answer.summary } : answer;
}

function withWaitInBounds(answer: PhaseAnswer, { now, loopStartedAt }: PhaseContext): PhaseAnswer {
  if (answer.status !== 'pending') return answer;
  const takenSeconds = (now().getTime() - loopStartedAt.getTime()) / 1000;
  return { ...answer, waitSeconds: waitInBounds(answer.waitSeconds, takenSeconds) };
}
