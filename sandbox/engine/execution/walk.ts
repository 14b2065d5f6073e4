import type { Clock } from '../../clock/clock.ts';
import type { Arns } from '../arn.ts';
import type { Cancellation } from '../cancellation.ts';
import type { EngineOptions, Execution, FunctionInvoker } from '../engine.ts';
import type { Evaluator } from '../evaluator.ts';
import type { Json } from '../json.ts';
import type { Random } from '../random.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Flow } from './flow.ts';
import type { EventDetails } from './history.ts';
import type { MapChild, MapRun } from './map-run.ts';

/** What every state may need of the engine. */
export interface Services {
  readonly clock: Clock;
  readonly invoker: FunctionInvoker;
  readonly evaluator: Evaluator;
  readonly random: Random;
  /** So many times shorter `sleep` is than what it is asked for. */
  readonly waits: number;
  readonly arns: Arns;
  readonly region: string;
  readonly executions: ChildExecutions;
  readonly refusalOf: NonNullable<EngineOptions['refusalOf']>;
  /** Called when an execution has moved on, so that it can go on from there in another process. */
  readonly keep: (record: ExecutionRecord) => void;
}

/** How a state starts other executions, and waits for them. */
export interface ChildExecutions {
  /** Throws ServiceError as StartExecution does. */
  start(request: { readonly stateMachineArn: string; readonly name?: string; readonly input: Json }): ExecutionRecord;
  /** Starts a child of a distributed Map, or redrives it where it has failed before. */
  runMapChild(run: MapRun, child: MapChild): ExecutionRecord;
  finished(record: ExecutionRecord): Promise<void>;
  /** Does nothing to an execution that is over. */
  abort(record: ExecutionRecord): void;
  describe(record: ExecutionRecord): Execution;
}

/** One attempt at a flow: all that the states on its way share. */
export interface Walk {
  readonly execution: ExecutionRecord;
  readonly flow: Flow;
  readonly cancellation: Cancellation;
  readonly services: Services;
}

/** Waits as a Wait state or a Retry says. Throws Cancelled as soon as nobody waits for the flow any more. */
export function sleep({ cancellation, services }: Walk, milliseconds: number): Promise<void> {
  return cancellation.sleep(services.clock, milliseconds / services.waits);
}

/** Adds an event after the flow's last one. Throws Cancelled where nobody waits for the flow any more. */
export function record(walk: Walk, type: string, details: EventDetails = {}): number {
  walk.cancellation.throwIfCancelled();
  walk.flow.lastEventId = walk.execution.history.add(type, walk.flow.lastEventId, details);
  return walk.flow.lastEventId;
}

/** Adds an event that does not move the flow on: the next one follows the same event as this one. */
export function note(walk: Walk, type: string, details: EventDetails = {}): number {
  walk.cancellation.throwIfCancelled();
  return walk.execution.history.add(type, walk.flow.lastEventId, details);
}
