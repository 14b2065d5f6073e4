import type { Exit, State } from '../definition/definition.ts';
import type { Entered } from '../execution/flow.ts';
import { record, type Services, type Walk } from '../execution/walk.ts';
import { QueryFailure, StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject, typeOf } from '../json.ts';

/** How a state is left. */
export interface Departure {
  readonly output: Json;
  readonly assigned: JsonObject | null;
  /** Null at the end of the block. */
  readonly next: string | null;
}

/** What `$states` has besides input and context. */
export interface Extras {
  readonly result?: Json;
  readonly errorOutput?: Json;
  /** While the items of a Map are prepared. */
  readonly mapItem?: JsonObject;
}

/** A flow's stay in one state, with all its attempts. */
export class Visit<S extends State = State> {
  readonly walk: Walk;
  readonly name: string;
  readonly state: S;
  readonly input: Json;
  readonly entered: Entered;
  retryCount = 0;

  constructor(walk: Walk, name: string, state: S, input: Json, entered: Entered) {
    this.walk = walk;
    this.name = name;
    this.state = state;
    this.input = input;
    this.entered = entered;
  }

  get services(): Services {
    return this.walk.services;
  }

  /** A failure that the engine itself finds; its cause says where. */
  failure(error: string, cause: string): StateFailure {
    const where = `An error occurred while executing the state '${this.name}' (entered at the event id #${this.entered.eventId}).`;
    return new StateFailure(error, `${where} ${cause}`);
  }

  /**
   * Evaluates what a field of this state has. Throws StateFailure States.QueryEvaluationError, after the event that says so.
   */
  async evaluate(template: Json, field: string, extras: Extras = {}): Promise<Json> {
    const bindings = { states: this.#states(extras), variables: this.walk.flow.scope.variables };
    try {
      return await this.services.evaluator.evaluate(template, field, bindings);
    } catch (thrown) {
      if (thrown instanceof QueryFailure) throw this.queryFailure(thrown);
      throw thrown;
    } finally {
      this.walk.cancellation.throwIfCancelled();
    }
  }

  queryFailure(found: QueryFailure): StateFailure {
    const failure = this.failure('States.QueryEvaluationError', found.message);
    const details = { ...failure.details, location: found.field, state: this.name };
    record(this.walk, 'EvaluationFailed', { evaluationFailedEventDetails: details });
    return failure;
  }

  /** A field whose value must have a type: where an expression gives another, the failure names both. */
  async evaluateAs(type: 'string' | 'boolean' | 'number' | 'integer', template: Json, field: string): Promise<Json> {
    const value = await this.evaluate(template, field);
    const expected = type === 'integer' ? 'number' : type;
    if (typeof value !== expected) throw this.wrongType(template, field, expected, value);
    if (type === 'integer' && !(Number.isInteger(value) && Number(value) >= 0)) {
      const message = `The ${field} field cannot be parsed as a non-negative integer: ${JSON.stringify(value)}`;
      throw this.queryFailure(new QueryFailure(field, message));
    }
    return value;
  }

  wrongType(template: Json, field: string, expected: string, value: Json): StateFailure {
    const expression =
      typeof template === 'string' ? template.replace(/^\{%\s*|\s*%\}$/g, '') : JSON.stringify(template);
    const message =
      `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`;
    return this.queryFailure(new QueryFailure(field, message));
  }

  async evaluateNumber(template: Json, field: string): Promise<number> {
    return (await this.evaluateAs('integer', template, field)) as number;
  }

  /**
   * Leaves by this Assign and Output, both read with the variables as they were. `prefix` is where they stand when it is not the
   * state itself: `Choices[0]/`.
   */
  async leaveBy(
    exit: Exit,
    to: { readonly next: string | null; readonly otherwise: Json },
    extras: Extras = {},
    prefix = '',
  ): Promise<Departure> {
    const assigned = exit.Assign ? await this.evaluate(exit.Assign, `${prefix}Assign`, extras) : null;
    const output =
      exit.Output === undefined ? to.otherwise : await this.evaluate(exit.Output, `${prefix}Output`, extras);
    return { output, assigned: isObject(assigned) ? assigned : null, next: to.next };
  }

  #states({ mapItem, ...given }: Extras): JsonObject {
    return { input: this.input, context: this.#context(mapItem ?? this.walk.flow.mapItem), ...given };
  }

  #context(mapItem: JsonObject | null): JsonObject {
    const { execution } = this.walk;
    const canRetry = ['Task', 'Parallel', 'Map'].includes(this.state.Type);
    return {
      Execution: {
        Id: execution.arn,
        Input: execution.input,
        Name: execution.name,
        RoleArn: execution.roleArn,
        StartTime: isoTime(execution.startedAt),
        RedriveCount: execution.redriveCount,
        ...(execution.redrivenAt === null ? {} : { RedriveTime: isoTime(execution.redrivenAt) }),
      },
      State: {
        EnteredTime: isoTime(this.entered.at),
        Name: this.name,
        ...(canRetry ? { RetryCount: this.retryCount } : {}),
      },
      StateMachine: { Id: execution.stateMachineArn, Name: execution.stateMachineName },
      ...(mapItem ? { Map: { Item: mapItem } } : {}),
    };
  }
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Where a state with Next or End goes. */
export function nextOf(state: { readonly Next?: string }): string | null {
  return state.Next ?? null;
}
