import type { Drift } from '../src/domain/drift.ts';
import type { PhaseContext } from './phase.ts';

/** The facts that hold the drift of a run, one for each kind of thing, so that two parts of a pass do not replace each other's. */
const factOf = {
  'node group': 'nodeGroupDrift',
  autoscaler: 'autoscalerDrift',
  webhook: 'webhookDrift',
} as const satisfies Record<Drift['kind'], string>;

/** Notes for the report what somebody changed, together with what earlier passes noted of that kind. */
export async function noteDrift(
  { notes, remembered }: Pick<PhaseContext, 'notes' | 'remembered'>,
  kind: Drift['kind'],
  drift: readonly Drift[],
): Promise<void> {
  if (drift.length === 0) return;
  const before = (await remembered())[factOf[kind]];
  const all: readonly Drift[] = [...(Array.isArray(before) ? before : []), ...drift];
  notes.fact(factOf[kind], [...new Map(all.map((one) => [one.name, one])).values()]);
}
