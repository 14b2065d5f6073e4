import { mulberry32 } from '../../sandbox/mulberry32.ts';

/** A pod as a plan names it. */
export interface PlannedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly app: string;
}

/** What a budget lets go right now: it guards the pods of one app. */
export interface PlannedBudget {
  readonly namespace: string;
  readonly app: string;
  readonly disruptionsAllowed: number;
}

export interface Removal {
  readonly how: 'evict' | 'delete';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Requests one after another, and what may be begun when the last is answered. */
export interface Task {
  readonly removals: readonly Removal[];
  readonly then: readonly Task[];
}

/**
 * shuffled: all evictions in any order, then all deletions. by-budget: evictions under one budget one after another, and its
 * deletions as soon as it has given all that it can. deletes: nothing but deletions, which ask no budget.
 */
export const orders = ['shuffled', 'by-budget', 'deletes'] as const;
export type Order = (typeof orders)[number];

/** Stages are sent one after another; the tasks of a stage side by side. */
export type PerfectPlan = readonly (readonly Task[])[];

/**
 * The requests that empty a cluster with nothing wasted, known beforehand: an eviction for each pod that no budget guards and for as
 * many of a budget's pods as it lets go, a deletion for each of the rest. The order is any, and the same each time.
 */
export function perfectPlan(pods: readonly PlannedPod[], budgets: readonly PlannedBudget[], order: Order): PerfectPlan {
  const shuffledPods = shuffled(pods);
  if (order === 'deletes') return [shuffledPods.map((pod) => task([removal('delete', pod)]))];
  const guards = new Map(budgets.map((budget) => [keyOf(budget), budget]));
  const byApp = Map.groupBy(shuffledPods, keyOf);
  const apps = [...byApp].map(([app, ofApp]) => {
    const allowed = guards.get(app)?.disruptionsAllowed ?? ofApp.length;
    return {
      isGuarded: guards.has(app),
      evictions: ofApp.slice(0, allowed).map((pod) => removal('evict', pod)),
      deletions: ofApp.slice(allowed).map((pod) => task([removal('delete', pod)])),
    };
  });
  if (order === 'shuffled') {
    const evictions = apps.flatMap(({ evictions }) => evictions.map((eviction) => task([eviction])));
    return [shuffled(evictions), shuffled(apps.flatMap(({ deletions }) => deletions))];
  }
  const guarded = apps.filter(({ isGuarded }) => isGuarded);
  const free = apps
    .filter(({ isGuarded }) => !isGuarded)
    .flatMap(({ evictions }) => evictions.map((one) => task([one])));
  // The chains take the longest, so they begin first.
  return [[...guarded.map(({ evictions, deletions }) => task(evictions, deletions)), ...shuffled(free)]];
}

function keyOf({ namespace, app }: { readonly namespace: string; readonly app: string }): string {
  return `${namespace}/${app}`;
}

function task(removals: readonly Removal[], then: readonly Task[] = []): Task {
  return { removals, then };
}

function removal(how: Removal['how'], { namespace, name, uid }: PlannedPod): Removal {
  return { how, namespace, name, uid };
}

/** In an order that has nothing to do with names or nodes, and is the same each time (Fisher-Yates). */
function shuffled<T>(items: readonly T[]): T[] {
  const random = mulberry32(1);
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random() % (last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
