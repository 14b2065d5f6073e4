import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import { createEngine } from '../../../sandbox/engine/create-engine.ts';
import {
  type Engine,
  type EngineOptions,
  type Execution,
  type HistoryEvent,
  type Invocation,
  TaskFailure,
} from '../../../sandbox/engine/engine.ts';

export const startsAt = new Date('2026-11-23T20:00:00Z');

/** A function of the test: gives its answer, throws for an error of the function, or throws TaskFailure for one of the service. */
export type TestFunction = (payload: unknown, call: number) => unknown;

export interface TestEngine extends Engine {
  readonly clock: SimulatedClock;
  readonly statusChanges: Execution[];
  /** Payloads by function, in the order of the calls. */
  readonly calls: Readonly<Record<string, unknown[]>>;
  /** Loads a machine of these states, runs it to its end and says how it ended. */
  run(machine: object, input?: unknown): Promise<Ended>;
}

export interface Ended extends Execution {
  readonly result: unknown;
  readonly events: readonly HistoryEvent[];
  readonly types: readonly string[];
}

const account = '111111111111';
const region = 'eu-west-1';

/** An engine on a simulated clock, with functions of the test. `waits`: so many times shorter than the machine says. */
export function anEngine(
  functions: Readonly<Record<string, TestFunction>> = {},
  seed = 1,
  waits = 1,
  more: Pick<EngineOptions, 'onProgress'> = {},
): TestEngine {
  const clock = new SimulatedClock(startsAt);
  const statusChanges: Execution[] = [];
  const calls: Record<string, unknown[]> = {};
  const invoke = async (name: string, payload: unknown): Promise<Invocation> => {
    const run = functions[name];
    if (!run) throw new TaskFailure('Lambda.ResourceNotFoundException', `Function not found: ${name}`);
    const made = [...(calls[name] ?? []), payload];
    calls[name] = made;
    try {
      return { status: 'ok', payload: await run(payload, made.length) };
    } catch (error) {
      if (error instanceof TaskFailure || !(error instanceof Error)) throw error;
      const { name: errorType, message: errorMessage } = error;
      return { status: 'error', errorType, errorPayload: { errorType, errorMessage, trace: [] } };
    }
  };
  const onStatusChange = (execution: Execution): void => void statusChanges.push(execution);
  const engine = createEngine({ clock, invoker: { invoke }, account, region, seed, waits, onStatusChange, ...more });
  let machines = 0;
  return Object.assign(engine, {
    clock,
    statusChanges,
    calls,
    async run(machine: object, input: unknown = {}) {
      const { arn } = load(engine, machine, `machine-${++machines}`);
      const started = engine.startExecution({ stateMachineArn: arn, input: JSON.stringify(input) });
      await engine.finished(started.arn);
      return ended(engine, started.arn);
    },
  });
}

export function load(engine: Engine, machine: object, name = 'machine') {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...machine });
  return engine.createStateMachine({ name, definition, roleArn: `arn:aws:iam::${account}:role/machine` });
}

export function ended(engine: Engine, arn: string): Ended {
  const execution = engine.describeExecution(arn);
  const events = engine.history(arn);
  return {
    ...execution,
    result: execution.output === undefined ? undefined : JSON.parse(execution.output),
    events,
    types: events.map(({ type }) => type),
  };
}

/** Redrives and waits for the end. */
export async function redriven(engine: Engine, arn: string): Promise<Ended> {
  engine.redriveExecution(arn);
  await engine.finished(arn);
  return ended(engine, arn);
}

/** A Task that calls a function of the test; `fields` go on top. */
export function aTask(name: string, fields: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...('Next' in fields ? {} : { End: true }),
    ...fields,
  };
}

export function aPass(fields: object = {}): object {
  return { Type: 'Pass', ...('Next' in fields ? {} : { End: true }), ...fields };
}

/** An error as a handler throws it. */
export function namedError(name: string, message = 'no luck'): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
