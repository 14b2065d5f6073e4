import { actionOfMachine } from '../../src/domain/machine-names.ts';
import type { Measurement } from '../../src/metrics/metrics.ts';
import type { StatusEvent } from './status-event.ts';

/**
 * A run that failed, counted once: the machine's own metric counts the execution, and does not know of which cluster. Null for a dry
 * run: no cluster is worse off for it, and nobody is to be woken.
 */
export function failureMeasurement({ detail }: StatusEvent, at: Date): Measurement | null {
  const { name, status, stateMachineArn, input, error } = detail;
  if (/"dryRun"\s*:\s*true/.test(input ?? '')) return null;
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
