import { actionOfMachine } from '../../src/domain/machine-names.ts';
import type { Measurement } from '../../src/metrics/metrics.ts';
import type { StatusEvent } from './status-event.ts';

/** A run that failed, counted once: the machine's own metric counts the execution, and does not know of which cluster. */
export function failureMeasurement({ detail }: StatusEvent, at: Date): Measurement {
  const { name, status, stateMachineArn, input, error } = detail;
  const action = actionOfMachine(stateMachineArn);
  return {
    at,
    dimensions: action === null ? {} : { action },
    properties: { cluster: clusterIn(input), run: name, status, error: error ?? '' },
    values: { RunsFailed: 1 },
  };
}

/** An input that is no JSON, or names no cluster, belongs to a run that never was one. */
function clusterIn(input: string | null | undefined): string {
  return /"cluster"\s*:\s*"([^"]*)"/.exec(input ?? '')?.[1] ?? '';
}
