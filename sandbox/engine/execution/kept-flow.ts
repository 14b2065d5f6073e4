import { isDistributed, type State, type StateBlock } from '../definition/definition.ts';
import type { Json, JsonObject } from '../json.ts';
import { Flow, type Inner, type Position } from './flow.ts';
import type { MapRun } from './map-run.ts';
import type { Scope } from './scope.ts';

/** A flow as JSON: all that a redrive in another process needs to go on. */
export interface KeptFlow {
  readonly position: KeptPosition | null;
  /** Its own, without those of the flow around it. */
  readonly variables: JsonObject;
  readonly mapItem: JsonObject | null;
  readonly output: Json;
  readonly isDone: boolean;
  readonly lastEventId: number;
}

interface KeptPosition extends Omit<Position, 'entered'> {
  readonly entered: { readonly eventId: number; readonly at: number; readonly inner: KeptInner | null } | null;
}

interface KeptInner {
  readonly flows: readonly (KeptFlow | null)[];
  readonly items: readonly JsonObject[];
  /** Its ARN: the execution keeps the rest. */
  readonly mapRun: string | null;
}

export function keepFlow(flow: Flow): KeptFlow {
  const { position, scope, mapItem, output, isDone, lastEventId } = flow;
  const kept = { variables: scope.own, mapItem, output, isDone, lastEventId };
  if (!position) return { ...kept, position: null };
  const { stateName, input, entered } = position;
  return {
    ...kept,
    position: {
      stateName,
      input,
      entered: entered && { ...entered, inner: entered.inner && keepInner(entered.inner) },
    },
  };
}

function keepInner({ flows, items, mapRun }: Inner): KeptInner {
  return { flows: flows.map((flow) => flow && keepFlow(flow)), items, mapRun: mapRun?.arn ?? null };
}

/** Where a flow is put back to. */
interface Ground {
  readonly block: StateBlock;
  readonly mapRuns: readonly MapRun[];
  readonly outer?: Scope;
}

/** The flow that was kept; null where the definition has changed and has no place for it any more. */
export function putBackFlow(kept: KeptFlow, { block, mapRuns, outer }: Ground): Flow | null {
  const { position, variables, mapItem, output, isDone, lastEventId } = kept;
  const flow = new Flow(block, { ...(outer ? { outer } : {}), mapItem, lastEventId });
  flow.scope.assign(variables);
  flow.output = output;
  flow.isDone = isDone;
  if (!position) return flow;
  const state = block.States[position.stateName];
  if (!state) return null;
  const { entered } = position;
  const inner = entered?.inner ? putBackInner(entered.inner, state, { mapRuns, outer: flow.scope }) : null;
  if (entered?.inner && !inner) return null;
  flow.position = { ...position, entered: entered && { ...entered, inner } };
  return flow;
}

function putBackInner(kept: KeptInner, state: State, ground: Omit<Ground, 'block'>): Inner | null {
  const mapRun = ground.mapRuns.find(({ arn }) => arn === kept.mapRun) ?? null;
  if (kept.mapRun !== null && (!mapRun || state.Type !== 'Map' || !isDistributed(state))) return null;
  const flows: (Flow | null)[] = [];
  for (const [index, one] of kept.flows.entries()) {
    const block = blockInside(state, index);
    const flow = one && block ? putBackFlow(one, { ...ground, block }) : null;
    if (one && !flow) return null;
    flows.push(flow);
  }
  return { flows, items: kept.items, mapRun };
}

function blockInside(state: State, index: number): StateBlock | undefined {
  if (state.Type === 'Map') return state.ItemProcessor;
  return state.Type === 'Parallel' ? state.Branches[index] : undefined;
}
