import { nameOf, type Removal } from '../../src/domain/drain-removal.ts';
import { ownerOf, type ReturnedPod } from '../../src/domain/drain-scene.ts';
import type { WaveStep } from '../../src/domain/plan-wave.ts';
import type { PhaseContext } from '../phase.ts';
import type { Asked } from './ask-pods.ts';

/** Enough to name in a report; the counts are complete. */
const listedAtMost = 2000;

/**
 * What a drain has done so far, over its passes: a fact of the journal replaces the one before, so each pass writes
 * all of it.
 */
export interface DrainMemory {
  readonly residual: readonly { readonly pod: string; readonly budget: string }[];
  readonly lost: readonly { readonly pod: string; readonly what: string }[];
  readonly returning: readonly ReturnedPod[];
  /** Node groups whose zero was asked for when their last pod had gone. */
  readonly released: readonly { readonly nodeGroup: string }[];
  /** Budgets that the last pass held until pods of theirs are gone that keep them from being counted. */
  readonly awaited: readonly { readonly budget: string }[];
}

/** Reads what earlier passes of this run wrote. */
export async function readMemory({ remembered }: PhaseContext): Promise<DrainMemory> {
  const facts = await remembered();
  return {
    residual: listOf(facts.residual, ['pod', 'budget']),
    lost: listOf(facts.lost, ['pod', 'what']),
    returning: listOf(facts.returning, ['pod', 'owner', 'askedAt']),
    released: listOf(facts.released, ['nodeGroup']),
    awaited: listOf(facts.awaited, ['budget']),
  };
}

/** Adds what this pass did. */
export function writeMemory(
  { notes, now }: PhaseContext,
  before: DrainMemory,
  { awaited }: Pick<WaveStep, 'awaited'>,
  { evicted, deleted }: Asked,
): void {
  const residual = deleted.flatMap((removal) => (removal.obstacle === null ? [] : [asResidual(removal)]));
  const first = [...evicted, ...deleted].filter(({ pod }) => pod.deletionAt === null);
  const lost = first.flatMap(({ pod, loses }) => loses.map((what) => ({ pod: nameOf(pod), what })));
  const returning = first
    .filter(({ wave }) => wave === 'returning')
    .map(({ pod }) => ({ pod: nameOf(pod), owner: ownerOf(pod), askedAt: now().toISOString() }));
  if (residual.length > 0) notes.fact('residual', [...before.residual, ...residual].slice(0, listedAtMost));
  if (lost.length > 0) notes.fact('lost', [...before.lost, ...lost].slice(0, listedAtMost));
  if (returning.length > 0) notes.fact('returning', [...before.returning, ...returning]);
  if (awaited.length + before.awaited.length > 0) {
    notes.fact(
      'awaited',
      awaited.map((budget) => ({ budget })),
    );
  }
}

function asResidual({ pod, budgets }: Removal): { pod: string; budget: string } {
  return { pod: nameOf(pod), budget: budgets.join(', ') };
}

/** Keeps the items of a journalled list that hold a text for each key. */
function listOf<K extends string>(value: unknown, keys: readonly K[]): Record<K, string>[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item: unknown): item is Record<K, string> =>
      typeof item === 'object' && item !== null && keys.every((key) => typeof Object(item)[key] === 'string'),
  );
}
