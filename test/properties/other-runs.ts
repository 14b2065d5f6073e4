import type { Execution } from '../../sandbox/engine/engine.ts';
import { stateReached } from '../../src/domain/failed-state.ts';
import type { Stage } from './stage.ts';

const machines = ['stop', 'start'] as const;

export function isAnyRunning({ engine, machineArn }: Stage): boolean {
  return machines.some((machine) => engine.listExecutions(machineArn(machine), 'RUNNING').length > 0);
}

/** Another run ended after this one. */
export function isOvertaken({ engine, machineArn }: Stage, { stoppedAt = 0 }: Execution): boolean {
  return machines.some((machine) =>
    engine.listExecutions(machineArn(machine)).some((other) => (other.stoppedAt ?? 0) > stoppedAt),
  );
}

/** Whether a redrive of this execution begins behind Record state, which alone writes both copies: what is lost since stays lost. */
export function hasRecorded({ engine }: Stage, arn: string): boolean {
  const title = stateReached(engine.history(arn)) ?? '';
  return !title.startsWith('Prepare run') && !title.startsWith('Record state');
}
