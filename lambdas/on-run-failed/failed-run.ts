import type { RunIdentity } from '../../src/aws/ports.ts';
import { loadConfiguration, type RunConfiguration } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { actionOfMachine } from '../../src/domain/machine-names.ts';
import type { OnFailure } from '../../src/domain/rollback-verdict.ts';
import type { Action } from '../../src/domain/run.ts';
import { messageOf, type StatusEvent } from './status-event.ts';

/** A run that failed, as far as its event and its input tell. */
export interface FailedRun {
  readonly name: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly action: Action;
  readonly status: string;
  readonly error: string | null;
  readonly message: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Null where the input is not one that a run could have: then there was no run, and nothing was done. */
  readonly asked: { readonly identity: RunIdentity; readonly configuration: RunConfiguration } | null;
  readonly onFailure: OnFailure;
}

/**
 * Reads the event of an execution of ours; null for a machine that is not ours.
 *
 * @param inputText The input of the execution, JSON.
 */
export function failedRun(
  { account, region, ...given }: Parameters<typeof askedOf>[2],
  { detail }: StatusEvent,
  inputText: string,
): FailedRun | null {
  const action = actionOfMachine(detail.stateMachineArn);
  if (action === null) return null;
  const startedAt = new Date(detail.startDate).toISOString();
  const { executionArn, name, stateMachineArn, status } = detail;
  const asked = askedOf({ id: name, executionArn, action, startedAt }, inputText, { account, region, ...given });
  return {
    ...{ name, executionArn, stateMachineArn, action, status, startedAt, asked },
    error: detail.error ?? null,
    message: messageOf(detail),
    endedAt: new Date(detail.stopDate ?? detail.startDate).toISOString(),
    onFailure: asked?.configuration.onFailure ?? 'hold',
  };
}

function askedOf(
  run: Pick<RunIdentity, 'id' | 'executionArn' | 'action' | 'startedAt'>,
  inputText: string,
  given: {
    readonly account: string;
    readonly region: string;
    readonly configurationText: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): FailedRun['asked'] {
  try {
    const configuration = loadConfiguration(given.configurationText, given.environment, JSON.parse(inputText));
    const { input } = configuration;
    const cluster = {
      account: input.account ?? given.account,
      region: input.region ?? given.region,
      name: input.cluster,
    };
    return { identity: { ...run, cluster, dryRun: input.dryRun ?? false }, configuration };
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof SyntaxError) return null;
    throw error;
  }
}
