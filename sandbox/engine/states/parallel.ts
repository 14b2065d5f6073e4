import type { ParallelState } from '../definition/definition.ts';
import { Flow, type Inner } from '../execution/flow.ts';
import { note, record } from '../execution/walk.ts';
import { walkFlow } from '../execution/walk-flow.ts';
import type { Json } from '../json.ts';
import { textOf } from '../payload.ts';
import { noteAborted } from './abort-events.ts';
import { sideBySide } from './side-by-side.ts';
import { type Departure, nextOf, type Visit } from './visit.ts';

/** Runs the branches side by side. After a redrive only those run that are not done; the others keep their output. */
export async function parallel(visit: Visit<ParallelState>): Promise<Departure> {
  const { state, walk, entered } = visit;
  entered.inner ??= await begin(visit);
  const flows = entered.inner.flows as Flow[];
  // After a redrive that is the event of the redrive.
  let { lastEventId } = walk.flow;
  await sideBySide({
    indexes: [...flows.keys()].filter((index) => !flows[index]?.isDone),
    limit: flows.length,
    cancellation: walk.cancellation,
    worker: () => async (index, cancellation) => {
      const flow = flows[index] as Flow;
      await walkFlow({ ...walk, flow, cancellation });
      cancellation.throwIfCancelled();
      lastEventId = flow.lastEventId;
    },
    onFailure(index) {
      const failed = flows[index] as Flow;
      walk.flow.lastEventId = failed.lastEventId;
      const others = flows.filter((flow) => flow !== failed && flow.isOpen);
      for (const flow of [failed, ...others]) noteAborted(walk, flow);
      record(walk, 'ParallelStateFailed');
    },
  });
  walk.flow.lastEventId = lastEventId;
  const result: Json = flows.map(({ output }) => output);
  textOf(result, visit.name);
  note(walk, 'ParallelStateSucceeded');
  return visit.leaveBy(state, { next: nextOf(state), otherwise: result }, { result });
}

async function begin(visit: Visit<ParallelState>): Promise<Inner> {
  const { state, walk } = visit;
  const input = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
  textOf(input, visit.name);
  const startedEventId = record(walk, 'ParallelStateStarted');
  const flows = state.Branches.map((branch) => {
    const flow = new Flow(branch, {
      outer: walk.flow.scope,
      mapItem: walk.flow.mapItem,
      lastEventId: startedEventId,
    });
    flow.begin(input);
    return flow;
  });
  return { flows, items: [], mapRun: null };
}
