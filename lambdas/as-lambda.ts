import type { Context } from 'aws-lambda';
import type { PhaseAnswer, PhaseEvent } from '../src/domain/run.ts';
import { waitInBounds } from '../src/domain/wait-in-bounds.ts';
import { beginPass, type Pass, type PassTarget } from './pass.ts';
import type { AwsContext, AwsPorts, Phase } from './phase.ts';
import { atTimeOfMachine } from './time-of-machine.ts';
import type { Wiring } from './wiring.ts';

export { asPrepareRun } from './as-prepare-run.ts';

export type LambdaContext = Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>;

/**
 * Makes a Lambda handler of a phase: logs, gives it its ports, journals what the pass did, also when it failed, and names its
 * errors for the state machine's retries.
 *
 * @param phase Kebab-case, as the folder.
 * @param title As in the runbook.
 * @param deployed With the cluster's own port for a phase that goes there; a phase that does not has a function without it.
 */
export function asLambda<Ports extends AwsPorts>(
  phase: string,
  title: string,
  step: Phase<AwsContext & Ports>,
  deployed: Wiring<Ports>,
): (event: PhaseEvent, lambda: LambdaContext) => Promise<PhaseAnswer> {
  return async (event, lambda) => {
    const { run, item } = event;
    const wiring = atTimeOfMachine(deployed, event);
    const pass = beginPass(wiring, { phase, title, ...targetOf(event, item) });
    const ports = wiring.connect(run.cluster, run, phase);
    const context = phaseContext(event, lambda, ports, { pass, phase, now: wiring.now });
    return pass.complete(
      () => answerOf(step, context),
      () => ({ run, journal: ports.journal }),
    );
  };
}

/** What the pass of an event is about. */
export function targetOf(event: Omit<PhaseEvent, 'item'>, item: string | null): Omit<PassTarget, 'phase' | 'title'> {
  const { id: runId, action, cluster, dryRun } = event.run;
  return { step: event.step, item, runId, action, cluster: cluster.name, dryRun, since: loopStartOf(event) };
}

/** What a step answers to one pass, as the machine may take it: with a wait in bounds, or none on a dry run. */
export async function answerOf<Context extends AwsContext>(
  step: Phase<Context>,
  context: Context,
): Promise<PhaseAnswer> {
  const answer = await step(context);
  // A run that lost its cluster must not wait until a deadline, and then fail with a cure that is wrong for it.
  if (answer.status === 'pending') await context.assertLock();
  return context.run.dryRun ? withoutWaiting(answer) : withWaitInBounds(answer, context);
}

export function phaseContext<Ports extends AwsPorts>(
  event: PhaseEvent,
  lambda: LambdaContext,
  ports: Ports,
  { pass: { notes, startedAt }, phase, now }: { readonly pass: Pass; readonly phase: string; readonly now: () => Date },
): AwsContext & Ports {
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
function loopStartOf({ enteredAt, redrivenAt }: Pick<PhaseEvent, 'enteredAt' | 'redrivenAt'>): Date | null {
  if (enteredAt === null) return null;
  const entered = new Date(enteredAt);
  const redriven = redrivenAt === null ? entered : new Date(redrivenAt);
  return redriven > entered ? redriven : entered;
}

/** On a dry run nothing changes, so there is nothing to wait for. */
function withoutWaiting(answer: PhaseAnswer): PhaseAnswer {
  return answer.status === 'pending' ? { status: 'done', summary: answer.summary } : answer;
}

function withWaitInBounds(answer: PhaseAnswer, { now, loopStartedAt }: AwsContext): PhaseAnswer {
  if (answer.status !== 'pending') return answer;
  const takenSeconds = (now().getTime() - loopStartedAt.getTime()) / 1000;
  return { ...answer, waitSeconds: waitInBounds(answer.waitSeconds, takenSeconds) };
}
