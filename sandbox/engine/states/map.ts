import { isDistributed, type MapState } from '../definition/definition.ts';
import { Flow, type Inner } from '../execution/flow.ts';
import { note, record } from '../execution/walk.ts';
import { walkFlow } from '../execution/walk-flow.ts';
import type { Json, JsonObject } from '../json.ts';
import { textOf } from '../payload.ts';
import { noteAborted, noteIterationAborted } from './abort-events.ts';
import { distributedMap } from './distributed-map.ts';
import { itemsOf, plainInputOf } from './map-items.ts';
import { sideBySide } from './side-by-side.ts';
import { type Departure, nextOf, type Visit } from './visit.ts';

/** Iterations that AWS runs at once inside one execution, however many are asked for. */
const mostAtOnce = 40;

/** Runs the processor once an item. After a redrive only iterations run that are not done; the others keep their output. */
export async function map(visit: Visit<MapState>): Promise<Departure> {
  const { state, walk, entered } = visit;
  if (isDistributed(state)) return distributedMap(visit);
  const asked =
    state.MaxConcurrency === undefined ? 0 : await visit.evaluateNumber(state.MaxConcurrency, 'MaxConcurrency');
  entered.inner ??= await begin(visit);
  const { inner } = entered;
  const { flows } = inner;
  // The start of the Map, or its redrive.
  const beginEventId = walk.flow.lastEventId;
  let succeededEventId = beginEventId;
  await sideBySide({
    indexes: [...flows.keys()].filter((index) => !flows[index]?.isDone),
    limit: asked === 0 ? mostAtOnce : Math.min(asked, mostAtOnce),
    cancellation: walk.cancellation,
    worker() {
      // An iteration follows the end of the one before it, in the worker that runs both.
      let lastEventId = beginEventId;
      return async (index, cancellation) => {
        const flow = flows[index] ?? (await beginIteration(visit, inner, index, lastEventId));
        cancellation.throwIfCancelled();
        await walkFlow({ ...walk, flow, cancellation });
        cancellation.throwIfCancelled();
        lastEventId = flow.lastEventId;
        succeededEventId = noteIteration(visit, 'Succeeded', index, flow);
      };
    },
    onFailure: (index) => noteFailure(visit, inner, index),
  });
  walk.flow.lastEventId = succeededEventId;
  const result: Json = flows.map((flow) => flow?.output ?? null);
  textOf(result, visit.name);
  note(walk, 'MapStateSucceeded');
  return visit.leaveBy(state, { next: nextOf(state), otherwise: result }, { result });
}

async function begin(visit: Visit<MapState>): Promise<Inner> {
  const items = await itemsOf(visit);
  const details = { mapStateStartedEventDetails: { length: items.length } };
  record(visit.walk, 'MapStateStarted', details);
  return { items, flows: items.map(() => null), mapRun: null };
}

async function beginIteration(visit: Visit<MapState>, inner: Inner, index: number, lastEventId: number): Promise<Flow> {
  const { walk, state } = visit;
  const mapItem = inner.items[index] as JsonObject;
  const flow = new Flow(state.ItemProcessor, { outer: walk.flow.scope, mapItem, lastEventId });
  flow.lastEventId = noteIteration(visit, 'Started', index, flow);
  const input =
    state.ItemSelector === undefined
      ? plainInputOf(mapItem)
      : await visit.evaluate(state.ItemSelector, 'ItemSelector', { mapItem });
  flow.begin(input);
  inner.flows[index] = flow;
  return flow;
}

function noteFailure(visit: Visit<MapState>, { flows }: Inner, index: number): void {
  const { walk } = visit;
  const failed = flows[index];
  // Without a flow it was the ItemSelector that failed, and its event is the last one already.
  if (failed) walk.flow.lastEventId = failed.lastEventId;
  note(walk, 'MapIterationFailed', { mapIterationFailedEventDetails: { index, name: visit.name } });
  if (failed) noteAborted(walk, failed);
  for (const [other, flow] of flows.entries()) {
    if (other === index || !flow?.isOpen) continue;
    noteIterationAborted(walk, visit.name, other);
    noteAborted(walk, flow);
  }
  record(walk, 'MapStateFailed');
}

function noteIteration(visit: Visit<MapState>, what: 'Started' | 'Succeeded', index: number, flow: Flow): number {
  const details = { [`mapIteration${what}EventDetails`]: { index, name: visit.name } };
  return note({ ...visit.walk, flow }, `MapIteration${what}`, details);
}
