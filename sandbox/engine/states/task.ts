import type { Cancellation } from '../cancellation.ts';
import type { TaskState } from '../definition/definition.ts';
import { TaskFailure } from '../engine.ts';
import { Cancelled, StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { textOf } from '../payload.ts';
import { readTaskResource, type TaskResource, taskArguments } from '../task-resource.ts';
import { callFunction, invokeFunction } from './invoke-function.ts';
import { startExecution } from './start-execution.ts';
import { type TaskEvents, taskEvents } from './task-events.ts';
import { type Departure, nextOf, type Visit } from './visit.ts';

/** The work of one attempt. `cancellation` is the attempt's own: it ends with the flow's, and when the time is up. */
export interface Attempt {
  readonly visit: Visit<TaskState>;
  readonly parameters: Json;
  readonly cancellation: Cancellation;
}

interface Times {
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

/** Does the task once; Retry and Catch are the caller's. */
export async function task(visit: Visit<TaskState>): Promise<Departure> {
  const { state } = visit;
  const resource = readTaskResource(state.Resource);
  if (!resource) throw visit.failure('States.Runtime', `The sandbox does not run the resource '${state.Resource}'.`);
  const parameters = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
  checkParameters(visit, resource, parameters);
  const times = await timesOf(visit);
  const events = taskEvents(visit, resource);
  events.scheduled(textOf(parameters, visit.name), { ...times });
  const result = await attempt(visit, resource, parameters, times, events);
  return visit.leaveBy(state, { next: nextOf(state), otherwise: result }, { result });
}

async function timesOf(visit: Visit<TaskState>): Promise<Times> {
  const { TimeoutSeconds, HeartbeatSeconds } = visit.state;
  return {
    ...(TimeoutSeconds === undefined
      ? {}
      : { timeoutInSeconds: await visit.evaluateNumber(TimeoutSeconds, 'TimeoutSeconds') }),
    ...(HeartbeatSeconds === undefined
      ? {}
      : { heartbeatInSeconds: await visit.evaluateNumber(HeartbeatSeconds, 'HeartbeatSeconds') }),
  };
}

/** What checkTask could not see because an expression made it. */
function checkParameters(visit: Visit<TaskState>, resource: TaskResource, parameters: Json): void {
  if (resource.kind === 'function') return;
  const { required, optional } = taskArguments[resource.kind];
  const given: JsonObject = isObject(parameters) ? parameters : {};
  if (typeof given[required] !== 'string') {
    throw visit.failure('States.Runtime', `The field '${required}' is required but was missing in Arguments.`);
  }
  const unknown = Object.keys(given).find((name) => name !== required && !optional.includes(name));
  if (unknown) {
    throw visit.failure('States.Runtime', `The sandbox does not run '${visit.state.Resource}' with '${unknown}'.`);
  }
}

async function attempt(
  visit: Visit<TaskState>,
  resource: TaskResource,
  parameters: Json,
  times: Times,
  events: TaskEvents,
): Promise<Json> {
  events.started();
  const flowCancellation = visit.walk.cancellation;
  const { cancellation, detach } = flowCancellation.child();
  try {
    const work = workOf(resource, { visit, parameters, cancellation }, events);
    const result = await withinTimes(visit, work, times, cancellation);
    flowCancellation.throwIfCancelled();
    events.succeeded(textOf(result, visit.state.Resource));
    return result;
  } catch (thrown) {
    flowCancellation.throwIfCancelled();
    throw events.failed(asStateFailure(thrown));
  } finally {
    detach();
    cancellation.cancel();
  }
}

function workOf(resource: TaskResource, attempt: Attempt, events: TaskEvents): Promise<Json> {
  if (resource.kind === 'function') return callFunction(attempt, resource.functionArn);
  if (resource.kind === 'lambda-invoke') return invokeFunction(attempt);
  return startExecution(attempt, resource.resource, (output) => events.submitted(output));
}

/**
 * The work, or States.Timeout when its time is up. On a simulated clock time stands still while a function is being called, so
 * only a running clock cuts a call short here; what the invoker itself reports as a timeout counts on both. A child execution is
 * waited for in simulated time.
 */
async function withinTimes(
  visit: Visit<TaskState>,
  work: Promise<Json>,
  { timeoutInSeconds, heartbeatInSeconds }: Times,
  cancellation: Cancellation,
): Promise<Json> {
  const { clock } = visit.services;
  const alarms: (() => void)[] = [];
  const alarm = (seconds: number | undefined, failure: StateFailure): Promise<never>[] =>
    seconds === undefined
      ? []
      : [
          new Promise<never>((_, reject) => {
            const timer = clock.after(seconds * 1000, () => reject(failure));
            alarms.push(() => timer.cancel());
          }),
        ];
  try {
    return await Promise.race([
      cancellation.race(work),
      ...alarm(timeoutInSeconds, new StateFailure('States.Timeout')),
      // Nobody sends a heartbeat for these resources, so the first one that is due is missed.
      ...alarm(heartbeatInSeconds, new StateFailure('States.Timeout', undefined, 'States.HeartbeatTimeout')),
    ]);
  } finally {
    for (const turnOff of alarms) turnOff();
  }
}

function asStateFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  if (thrown instanceof TaskFailure) return new StateFailure(thrown.error, thrown.failureCause || undefined);
  if (thrown instanceof Cancelled) throw thrown;
  // An invoker that throws anything else is broken: say so where a person looks.
  return new StateFailure('States.Runtime', thrown instanceof Error ? thrown.message : String(thrown));
}
