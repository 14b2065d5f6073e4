import type { State } from '../definition/definition.ts';
import type { Flow } from '../execution/flow.ts';
import { note, type Walk } from '../execution/walk.ts';

/** Only these types have an event for being left by force. */
const abortable: readonly State['Type'][] = ['Task', 'Wait', 'Parallel', 'Map'];

/** Writes that a flow was left by force: what is open inside its state first, then the state. `walk` is that of the composite. */
export function noteAborted(walk: Walk, flow: Flow): void {
  const { position } = flow;
  const state = position ? flow.block.States[position.stateName] : undefined;
  if (!position?.entered || !state) return;
  for (const [index, inside] of (position.entered.inner?.flows ?? []).entries()) {
    if (!inside?.isOpen) continue;
    if (state.Type === 'Map') noteIterationAborted(walk, position.stateName, index);
    noteAborted(walk, inside);
  }
  if (abortable.includes(state.Type)) note(walk, `${state.Type}StateAborted`);
}

export function noteIterationAborted(walk: Walk, name: string, index: number): void {
  note(walk, 'MapIterationAborted', { mapIterationAbortedEventDetails: { index, name } });
}
