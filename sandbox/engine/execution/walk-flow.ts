import type { ErrorHandling, State, StateBlock } from '../definition/definition.ts';
import { Cancelled, StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { textOf } from '../payload.ts';
import { map } from '../states/map.ts';
import { parallel } from '../states/parallel.ts';
import { catcherOf, Retries } from '../states/retry.ts';
import { choose, fail, pass, succeed, wait } from '../states/simple-states.ts';
import { task } from '../states/task.ts';
import { type Departure, Visit } from '../states/visit.ts';
import type { Position } from './flow.ts';
import { record, sleep, type Walk } from './walk.ts';

/**
 * Runs a flow from where it stands to its end. Throws StateFailure, with the flow standing at the state that failed, so that the
 * same call goes on from there; Cancelled when nobody waits any more.
 */
export async function walkFlow(walk: Walk): Promise<Json> {
  const { flow, cancellation } = walk;
  for (let { position } = flow; position; { position } = flow) {
    const departure = await visitState(walk, position);
    cancellation.throwIfCancelled();
    if (departure.assigned) flow.scope.assign(departure.assigned);
    flow.moveTo(departure.next, departure.output);
    walk.services.keep(walk.execution);
  }
  return flow.output;
}

/** Stays in a state until it is left: by its work, after so many retries, or by a catcher. */
async function visitState(walk: Walk, position: Position): Promise<Departure> {
  const visit = enter(walk, position);
  const { Retry = [] } = visit.state as ErrorHandling;
  const retries = new Retries(Retry, walk.services.random);
  for (;;) {
    try {
      return leave(visit, await work(visit));
    } catch (thrown) {
      walk.cancellation.throwIfCancelled();
      const failure = asFailure(visit, thrown);
      const delay = retries.delayAfter(failure);
      if (delay === null) return catchFailure(visit, failure);
      visit.retryCount++;
      visit.entered.inner = null;
      await sleep(walk, delay);
    }
  }
}

/** Leaves by the catcher that names the failure, or throws it. */
async function catchFailure(visit: Visit, failure: StateFailure): Promise<Departure> {
  const { Catch = [] } = visit.state as ErrorHandling;
  const caught = catcherOf(Catch, failure);
  if (!caught) {
    // Then a redrive runs the branches that were done, too: their results did not fit.
    if (failure.error === 'States.DataLimitExceeded') visit.entered.inner = null;
    throw failure;
  }
  const { catcher, index } = caught;
  const errorOutput = { Error: failure.error ?? '', Cause: failure.failureCause ?? '' };
  const to = { next: catcher.Next, otherwise: errorOutput };
  return leave(visit, await visit.leaveBy(catcher, to, { errorOutput }, `Catch[${index}]/`));
}

/** The types that a redrive goes on with where they stand; the others it enters anew. */
const resumable: readonly State['Type'][] = ['Task', 'Parallel', 'Map'];

function enter(walk: Walk, position: Position): Visit {
  const { stateName, input } = position;
  const state = stateOf(walk.flow.block, stateName);
  if (!position.entered || !resumable.includes(state.Type)) {
    const details = { input: JSON.stringify(input), inputDetails: { truncated: false }, name: stateName };
    const eventId = record(walk, `${state.Type}StateEntered`, { stateEnteredEventDetails: details });
    position.entered = { eventId, at: walk.services.clock.now(), inner: null };
  }
  return new Visit(walk, stateName, state, input, position.entered);
}

function stateOf(block: StateBlock, name: string): State {
  const state = block.States[name];
  if (!state) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
  return state;
}

function work(visit: Visit): Promise<Departure> {
  const { state } = visit;
  const as = <S extends State>(run: (visit: Visit<S>) => Promise<Departure>): Promise<Departure> =>
    run(visit as unknown as Visit<S>);
  switch (state.Type) {
    case 'Pass':
      return as(pass);
    case 'Task':
      return as(task);
    case 'Choice':
      return as(choose);
    case 'Wait':
      return as(wait);
    case 'Succeed':
      return as(succeed);
    case 'Fail':
      return as(fail);
    case 'Parallel':
      return as(parallel);
    case 'Map':
      return as(map);
  }
}

function leave(visit: Visit, departure: Departure): Departure {
  const assigned = Object.entries(departure.assigned ?? {}).map(([name, value]) => [name, JSON.stringify(value)]);
  const details = {
    ...(departure.assigned
      ? { assignedVariables: Object.fromEntries(assigned), assignedVariablesDetails: { truncated: false } }
      : {}),
    name: visit.name,
    output: textOf(departure.output, visit.name),
    outputDetails: { truncated: false },
  };
  record(visit.walk, `${visit.state.Type}StateExited`, { stateExitedEventDetails: details });
  return departure;
}

function asFailure(visit: Visit, thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  if (thrown instanceof Cancelled) throw thrown;
  // A fault of the engine itself: the execution fails with what it says, rather than never ending.
  return visit.failure('States.Runtime', thrown instanceof Error ? thrown.message : String(thrown));
}
