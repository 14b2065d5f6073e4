import { z } from 'zod';
import type { JournalEntry } from '../aws/ports.ts';

/** What happened to the pods of a run. Counts are of pods; names are `namespace/name`. */
export interface ReportPods {
  readonly evicted: number;
  /** Deleted because no eviction could ever have removed them. */
  readonly residual: number;
  /** Deleted because the drain's timeout had passed. */
  readonly forced: number;
  /** Left where they were: they belong to DaemonSets. */
  readonly daemonSet: number;
  /** Lost data, or have nobody who brings them back. */
  readonly lost: number;
  readonly evictedPods: readonly string[];
  readonly residualPods: readonly { readonly pod: string; readonly budget: string | null }[];
  /** Deleted because the drain's timeout had passed, or a webhook stood in the way then; `why` as the drain noted it. */
  readonly forcedPods: readonly { readonly pod: string; readonly why: string | null }[];
  readonly lostPods: readonly { readonly pod: string; readonly what: string }[];
}

const residualPods = z.array(z.object({ pod: z.string(), budget: z.string().nullish() }));
const lostPods = z.array(z.object({ pod: z.string(), what: z.string() }));

/** From the counts, facts and actions of Drain nodes; all zero in a run that drained nothing. */
export function podsOf(entries: readonly JournalEntry[]): ReportPods {
  const drain = entries.find(({ phase }) => phase === 'drain-nodes');
  const residual = residualPods.safeParse(drain?.facts.residual).data ?? [];
  const lost = lostPods.safeParse(drain?.facts.lost).data ?? [];
  const evicted = (drain?.actions ?? []).filter(({ verb }) => verb === 'evict').map(({ target }) => podIn(target));
  const isResidual = new Set(residual.map(({ pod }) => pod));
  const forced = (drain?.actions ?? [])
    .filter(({ verb, target }) => verb === 'delete' && target.startsWith('pod/'))
    .map(({ target, detail }) => ({ pod: podIn(target), why: detail ?? null }))
    .filter(({ pod }) => !isResidual.has(pod));
  const count = (name: string, otherwise: number) => drain?.counts[name] ?? otherwise;
  return {
    evicted: count('evicted', evicted.length),
    residual: count('residual', residual.length),
    forced: count('forced', 0),
    daemonSet: count('daemonSet', z.number().safeParse(drain?.facts.daemonSetPods).data ?? 0),
    lost: count('lost', new Set(lost.map(({ pod }) => pod)).size),
    evictedPods: [...new Set(evicted)],
    residualPods: residual.map(({ pod, budget }) => ({ pod, budget: budget ?? null })),
    forcedPods: forced,
    lostPods: lost,
  };
}

function podIn(target: string): string {
  return target.replace(/^pod\//, '');
}
