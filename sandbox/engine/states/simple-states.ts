import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from '../definition/definition.ts';
import { readTimestamp } from '../definition/timestamp.ts';
import { sleep } from '../execution/walk.ts';
import { QueryFailure, StateFailure } from '../failure.ts';
import { type Departure, nextOf, type Visit } from './visit.ts';

export function pass(visit: Visit<PassState>): Promise<Departure> {
  return visit.leaveBy(visit.state, { next: nextOf(visit.state), otherwise: visit.input });
}

export function succeed(visit: Visit<SucceedState>): Promise<Departure> {
  return visit.leaveBy(visit.state, { next: null, otherwise: visit.input });
}

/** Never returns: the failure is the state's own, so its cause gets no prefix. */
export async function fail(visit: Visit<FailState>): Promise<Departure> {
  const { Error: error, Cause: cause } = visit.state;
  const evaluated = {
    error: error === undefined ? undefined : await visit.evaluateAs('string', error, 'Error'),
    cause: cause === undefined ? undefined : await visit.evaluateAs('string', cause, 'Cause'),
  };
  throw new StateFailure(evaluated.error as string | undefined, evaluated.cause as string | undefined);
}

/** Takes the first rule whose condition holds; a later one is not even evaluated. */
export async function choose(visit: Visit<ChoiceState>): Promise<Departure> {
  const { Choices, Default } = visit.state;
  for (const [index, rule] of Choices.entries()) {
    const prefix = `Choices[${index}]/`;
    const holds = await visit.evaluateAs('boolean', rule.Condition, `${prefix}Condition`);
    if (holds) return visit.leaveBy(rule, { next: rule.Next, otherwise: visit.input }, {}, prefix);
  }
  if (Default === undefined) {
    const cause = 'Failed to transition out of the state. The state does not point to a next state.';
    throw visit.failure('States.Runtime', cause);
  }
  return visit.leaveBy(visit.state, { next: Default, otherwise: visit.input });
}

export async function wait(visit: Visit<WaitState>): Promise<Departure> {
  const { clock } = visit.services;
  const until = await endOfWait(visit);
  const left = until - clock.now();
  if (left > 0) await sleep(visit.walk, left);
  return visit.leaveBy(visit.state, { next: nextOf(visit.state), otherwise: visit.input });
}

async function endOfWait(visit: Visit<WaitState>): Promise<number> {
  const { Seconds, Timestamp } = visit.state;
  if (Seconds !== undefined) {
    return visit.services.clock.now() + (await visit.evaluateNumber(Seconds, 'Seconds')) * 1000;
  }
  const timestamp = (await visit.evaluateAs('string', Timestamp ?? '', 'Timestamp')) as string;
  const at = readTimestamp(timestamp);
  if (at !== null) return at;
  const message = `The Timestamp field cannot be parsed as an RFC3339 timestamp: ${JSON.stringify(timestamp)}`;
  throw visit.queryFailure(new QueryFailure('Timestamp', message));
}
