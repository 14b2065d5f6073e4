import type { LambdaContext } from './as-lambda.ts';
import { connectFleetPorts, type FleetPorts } from './fleet-ports.ts';
import { sayWhatNext } from './say-what-next.ts';
import { thrownByPhase } from './thrown-by-phase.ts';
import { atTimeOfMachine } from './time-of-machine.ts';
import { deployedWiring, type PassLogger, type Wiring } from './wiring.ts';

/** What every step of a fleet is invoked with. */
export interface FleetEvent {
  readonly execution: { readonly arn: string; readonly name: string; readonly startedAt: string };
  /** As of every phase. */
  readonly askedAt?: string;
}

/** What a step of a fleet works with: many clusters, and no run of its own. */
export interface FleetContext extends FleetPorts {
  readonly now: () => Date;
  /** Account and region of the function: where a fleet looks when nothing else is said. */
  readonly account: string;
  readonly region: string;
  readonly configurationText: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: PassLogger;
}

/** Makes the handler of a step of the fleet: gives it its ports, logs, and names its errors for the machine's retries. */
export function asFleetStep<E extends FleetEvent, A>(
  phase: string,
  title: string,
  step: (context: FleetContext, event: E) => Promise<A>,
  deployed: Wiring = deployedWiring,
): (event: E, lambda: LambdaContext) => Promise<A> {
  let made: ReturnType<typeof connectFleetPorts> | undefined;
  return async (event, lambda) => {
    const wiring = atTimeOfMachine(deployed, event);
    const logger = wiring.logger({ runId: event.execution.name, phase });
    // arn:aws:lambda:<region>:<account>:function:<name>
    const [, , , region = '', account = ''] = lambda.invokedFunctionArn.split(':');
    try {
      made ??= connectFleetPorts(wiring.variables, deployed.now);
      logger.info(title);
      const context: FleetContext = {
        ...made(event.execution),
        ...{ account, region, logger, now: wiring.now },
        configurationText: wiring.configurationText(),
        environment: wiring.variables,
      };
      return await step(context, event);
    } catch (error) {
      const thrown = sayWhatNext(thrownByPhase(error));
      logger.error(`${title} failed`, thrown);
      throw thrown;
    }
  };
}
