import { mapLimited } from '../../src/aws/map-limited.ts';
import { type FleetOutcome, placedName } from '../../src/domain/fleet.ts';
import { machineNames } from '../../src/domain/machine-names.ts';
import type { Action } from '../../src/domain/run.ts';
import type { FleetContext } from '../as-fleet-step.ts';
import { thrownByPhase } from '../thrown-by-phase.ts';

/** Histories that are looked into: Step Functions lets an account read a few each second, and nobody reads more rows. */
const mostLookedInto = 50;
const atOnce = 5;

/** Errors of runs that nothing in them failed: they were ended, so what counts is the state that they had reached. */
const endedFromOutside = ['ABORTED', 'TIMED_OUT', 'TakenOver', 'States.Timeout'];

/**
 * The title of the state at which each failed run stands, by the cluster's placed name. What Step Functions does not tell is left out: a report
 * without it is better than none.
 */
export async function findFailedStates(
  { executions, logger }: Pick<FleetContext, 'executions' | 'logger'>,
  fleetArn: string,
  action: Action,
  outcomes: readonly FleetOutcome[],
): Promise<ReadonlyMap<string, string>> {
  const runs = outcomes.flatMap((outcome) =>
    outcome.status === 'failed' && outcome.run !== undefined ? [{ ...outcome, run: outcome.run }] : [],
  );
  const found = await mapLimited(runs.slice(0, mostLookedInto), atOnce, async (outcome) => {
    const status = endedFromOutside.includes(outcome.error) ? 'ABORTED' : 'FAILED';
    try {
      const state = await executions.failedState(runArn(fleetArn, action, outcome.run), status);
      // `Drain nodes: wait` is one of the states that go with `Drain nodes`.
      return [placedName(outcome), state?.split(':')[0] ?? ''] as const;
    } catch (error) {
      logger.warn(`The state at which ${outcome.run} stands is not known`, { reason: thrownByPhase(error).message });
      return [placedName(outcome), ''] as const;
    }
  });
  return new Map(found.filter(([, state]) => state !== ''));
}

/** arn:aws:states:<region>:<account>:execution:<machine>:<name>, with the machine and the name of the run. */
function runArn(fleetArn: string, action: Action, run: string): string {
  return [...fleetArn.split(':').slice(0, 6), machineNames[action], run].join(':');
}
