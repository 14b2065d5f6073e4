import { loadConfiguration } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { Run } from '../../src/domain/run.ts';
import type { PrepareContext } from '../phase.ts';

/**
 * The run that an execution asks for: its input over the environment over the configuration file. Account and region are the
 * function's own where the input names no others.
 *
 * @throws {ConfigurationError} that names field, value and cure.
 */
export function requestedRun(
  context: Pick<PrepareContext, 'event' | 'accountId' | 'region' | 'configurationText' | 'environment'>,
): { readonly run: Run; readonly takeover: boolean } {
  const { action, execution, input: given } = context.event;
  const { input, settings, notifications, minNodes, verify } = loadConfiguration(
    context.configurationText,
    context.environment,
    given,
  );
  if (input.takeover && action === 'stop') {
    throw new ConfigurationError(
      'takeover: true is not for a stop: only a start may end another run (input of the execution).',
      'Leave takeover out, or wait until the other run ends.',
    );
  }
  const run: Run = {
    id: execution.name,
    executionArn: execution.arn,
    action,
    cluster: {
      account: input.account ?? context.accountId,
      region: input.region ?? context.region,
      name: input.cluster,
    },
    startedAt: execution.startedAt,
    dryRun: input.dryRun ?? false,
    verify,
    minNodes,
    nodeGroups: input.nodeGroups ?? null,
    settings: { ...settings, notifications },
  };
  return { run, takeover: input.takeover ?? false };
}
