import { DescribeExecutionCommand, type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { stepFunctionsOperations } from '../../sandbox/aws/step-functions.ts';
import type { Engine } from '../../sandbox/engine/engine.ts';
import { ServiceError } from '../../sandbox/service-error.ts';

type Operations = ReturnType<typeof stepFunctionsOperations>;

/**
 * The engine's Step Functions; an execution that it does not know is asked of the deployed one, whose runs hold locks in the same
 * table: a cluster must not be taken from a run that goes on there.
 */
export function withForeignExecutions(engine: Engine, states: SFNClient): Operations {
  const own = stepFunctionsOperations(engine);
  const elsewhere = (operation: string, ask: (executionArn: string) => Promise<unknown>): Operations => ({
    [operation]: (input) => {
      try {
        return own[operation]?.(input);
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== 'ExecutionDoesNotExist') throw error;
        return ask(String(input.executionArn)).catch(asServiceError);
      }
    },
  });
  return {
    ...own,
    ...elsewhere('DescribeExecution', async (executionArn) => {
      const { $metadata: _, ...described } = await states.send(new DescribeExecutionCommand({ executionArn }));
      return onTheWire(described);
    }),
    ...elsewhere('StopExecution', async (executionArn) => {
      const { stopDate } = await states.send(new StopExecutionCommand({ executionArn }));
      return onTheWire({ stopDate });
    }),
  };
}

/** The SDK reads dates from seconds. */
function onTheWire(output: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, value instanceof Date ? value.getTime() / 1000 : value]),
  );
}

function asServiceError(error: unknown): never {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  throw new ServiceError(name, message);
}
