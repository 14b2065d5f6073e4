import type { DrainPlan } from '../../src/domain/drain-plan.ts';
import { emptyNodeGroups, withoutVolumes } from '../../src/domain/empty-node-groups.ts';
import { NodeGroupError, TransientError } from '../../src/domain/errors.ts';
import type { Node, Pod } from '../../src/domain/kubernetes-objects.ts';
import { changeInWords, isAsleep, isRecorded, sizeInSleep } from '../../src/domain/node-group-record.ts';
import { eachAtMost } from '../each-at-most.ts';
import type { PhaseContext } from '../phase.ts';
import type { DrainMemory } from './drain-memory.ts';
import type { Turn } from './turn.ts';

/** EKS takes few calls a second. */
const atOnce = 5;

/**
 * Asks EKS for the zero of each node group as soon as its own nodes are empty, so that nobody pays for them while the
 * other groups are still being drained. Scale node group, later, finds these under way, waits for them, and asks again
 * where EKS refused: so what goes wrong here is a warning.
 */
export async function releaseNodeGroups(
  context: PhaseContext,
  { targets, pods }: { readonly targets: readonly Node[]; readonly pods: readonly Pod[] },
  { plan, memory, turn }: { readonly plan: DrainPlan; readonly memory: DrainMemory; readonly turn: Turn },
): Promise<void> {
  const { cluster, records, notes } = context;
  const asked = new Set(memory.released.map(({ nodeGroup }) => nodeGroup));
  const empty = emptyNodeGroups(targets, plan).filter((name) => !asked.has(name));
  if (empty.length === 0) return;
  const [attachments, { records: recorded }] = await Promise.all([
    cluster.listVolumeAttachments(),
    records.nodeGroups(),
  ]);
  // What is not recorded is not touched.
  const toRelease = withoutVolumes(empty, targets, attachments, pods).filter((name) => isRecorded(recorded, name));
  await eachAtMost(toRelease, atOnce, async (name) => {
    if (!(await turn.mayGoOn())) return;
    if (await release(context, name)) asked.add(name);
  });
  notes.fact(
    'released',
    [...asked].map((nodeGroup) => ({ nodeGroup })),
  );
}

/** Answers whether the group need not be asked about again by this phase. */
async function release({ nodeGroups, notes }: PhaseContext, name: string): Promise<boolean> {
  try {
    const group = await nodeGroups.describe(name);
    if (!group || isAsleep(group)) return true;
    const answer = await nodeGroups.resize(name, sizeInSleep(group));
    if (answer.result === 'busy') return false;
    notes.did({ verb: 'scale', target: `nodegroup/${name}`, detail: changeInWords(group, sizeInSleep(group)) });
    return true;
  } catch (error) {
    if (!(error instanceof NodeGroupError || error instanceof TransientError)) throw error;
    notes.warn(`Node group ${name} is empty, and EKS did not take its size yet: ${error.problem}`);
    return error instanceof NodeGroupError;
  }
}
