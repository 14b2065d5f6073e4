import type { Execution } from '../../sandbox/engine/engine.ts';
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
