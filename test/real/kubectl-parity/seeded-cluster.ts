import { mulberry32 } from '../../../sandbox/mulberry32.ts';

/**
 * How real kubectl is asked, because it waits for ever on a budget that cannot move. `evict`: as anybody would, with a timeout of
 * seconds, so that it gives up on what it can never evict. `delete`: with --disable-eviction. `evict-while-budgets-move`: patiently,
 * beside a node that stays open, where replacements become Ready and every budget gives in the end.
 */
export type WayOfKubectl = 'evict' | 'delete' | 'evict-while-budgets-move';

/** Who made an app's pods. */
export const owners = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  // Nobody: made by hand.
  'bare',
  // A DaemonSet that was deleted and left its pods behind.
  'orphaned DaemonSet',
  // A custom resource, as operators have them.
  'custom resource',
  // Its owner is a DaemonSet by name, and not the one of apps/v1.
  "another group's DaemonSet",
  // A static pod: its kubelet made it.
  'mirror',
] as const;

/** They do not say how many pods they want, which a budget in percent or with maxUnavailable needs to know. */
const strangers = ['Job', 'custom resource', "another group's DaemonSet"] as const;

const ordinaryOwners = ['Deployment', 'ReplicaSet', 'StatefulSet'] as const;

export type Owner = (typeof owners)[number];

/** Their owner does not exist. Garbage collection would take such pods away, so they are made when it has been stopped. */
export const missingOwners = ['missing ReplicaSet', 'missing DaemonSet', 'missing StatefulSet'] as const;

export type State = 'ready' | 'not-ready' | 'pending' | 'succeeded' | 'failed' | 'terminating';

/** Pods that are alike in everything that decides about them. */
export interface SeededApp {
  readonly name: string;
  readonly owner: Owner | (typeof missingOwners)[number];
  readonly pods: number;
  readonly state: State;
  readonly graceSeconds: number;
  readonly volume: 'none' | 'emptyDir' | 'hostPath';
  /** It tolerates the cordon, so its owner puts it back onto the node. */
  readonly isReturning: boolean;
  readonly isCritical: boolean;
  /** Names of the budgets over it: none, one, or two that get in each other's way. */
  readonly budgets: readonly string[];
}

export interface SeededBudget {
  readonly name: string;
  readonly spec: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly unhealthyPodEvictionPolicy?: 'AlwaysAllow';
  };
}

export interface SeededCluster {
  readonly seed: number;
  readonly way: WayOfKubectl;
  /** To be drained. */
  readonly nodes: number;
  readonly apps: readonly SeededApp[];
  readonly budgets: readonly SeededBudget[];
}

const ways: readonly WayOfKubectl[] = ['evict', 'evict', 'evict', 'delete', 'evict', 'evict-while-budgets-move'];

/** The same cluster for the same seed. */
export function seededCluster(seed: number): SeededCluster {
  const dice = new Dice(seed);
  const way = ways[seed % ways.length] ?? 'evict';
  const budgetNames = ['budget-a', 'budget-b'].slice(0, dice.from(0, 2));
  const apps = Array.from({ length: dice.from(2, 4) }, (_, index) => anApp(`app-${index}`, way, budgetNames, dice));
  const budgets = budgetNames.map((name) => aBudgetOver(name, apps, way, dice));
  return { seed, way, nodes: dice.from(1, 3), apps, budgets };
}

/** Whether a budget can be counted only when finished pods of a stranger have gone, and holds others until then. */
export function isCountedLate({ way, apps, budgets }: SeededCluster): boolean {
  return budgets.some(({ name, spec }) => {
    const guarded = apps.filter((app) => app.budgets.includes(name));
    const ofStrangers = guarded.filter(({ owner }) => strangers.some((each) => each === owner));
    return (
      way === 'evict' &&
      (spec.maxUnavailable !== undefined || typeof spec.minAvailable === 'string') &&
      ofStrangers.length > 0 &&
      ofStrangers.every(({ state }) => state === 'succeeded' || state === 'failed') &&
      guarded.some(({ owner, state }) => state === 'ready' && ordinaryOwners.some((each) => each === owner))
    );
  });
}

/** A cluster whose pods have owners that do not exist. */
export function seededClusterOfMissingOwners(seed: number): SeededCluster {
  const dice = new Dice(seed);
  const apps = missingOwners.map((owner, index) => ({
    ...anApp(`app-${index}`, 'evict', [], dice),
    owner,
    pods: dice.from(1, 2),
    state: dice.one(['ready', 'not-ready'] as const),
  }));
  return { seed, way: 'evict', nodes: dice.from(1, 2), apps, budgets: [] };
}

function anApp(name: string, way: WayOfKubectl, budgetNames: readonly string[], dice: Dice): SeededApp {
  const owner = dice.one(dice.oneIn(2) ? ordinaryOwners : owners);
  const state = dice.one(statesOf(owner));
  const isReturning = dice.oneIn(5);
  return {
    name,
    owner,
    state,
    isReturning,
    pods: dice.from(1, 3),
    graceSeconds: dice.one([0, 1, 5, 30]),
    volume: dice.one(['none', 'emptyDir', 'hostPath'] as const),
    isCritical: dice.oneIn(6),
    budgets: mayHaveBudget(owner, state, isReturning, way) ? someOf(budgetNames, way, dice) : [],
  };
}

function statesOf(owner: Owner): readonly State[] {
  switch (owner) {
    case 'DaemonSet':
    case 'orphaned DaemonSet':
    case 'mirror':
      return ['ready', 'not-ready'];
    case 'Job':
      return ['ready', 'succeeded'];
    case 'bare':
      return ['ready', 'ready', 'not-ready', 'pending', 'succeeded', 'failed', 'terminating'];
    case 'custom resource':
    case "another group's DaemonSet":
      return ['ready', 'ready', 'not-ready', 'succeeded', 'failed'];
    default:
      return ['ready', 'ready', 'ready', 'not-ready', 'pending'];
  }
}

function mayHaveBudget(owner: Owner, state: State, isReturning: boolean, way: WayOfKubectl): boolean {
  if (owner === 'DaemonSet' || owner === 'orphaned DaemonSet' || owner === 'mirror') return false;
  // kubectl waits until the pod that came back is Ready and asks again for the old ones; we ask once, and delete.
  if (isReturning && way !== 'delete') return false;
  if (way !== 'evict-while-budgets-move') return true;
  return state === 'ready' && ordinaryOwners.some((each) => each === owner);
}

function someOf(budgetNames: readonly string[], way: WayOfKubectl, dice: Dice): readonly string[] {
  if (budgetNames.length === 0 || dice.oneIn(4)) return [];
  const hasAll = way !== 'evict-while-budgets-move' && dice.oneIn(4);
  return hasAll ? budgetNames : [dice.one(budgetNames)];
}

function aBudgetOver(name: string, apps: readonly SeededApp[], way: WayOfKubectl, dice: Dice): SeededBudget {
  const guarded = apps.filter(({ budgets }) => budgets.includes(name));
  const pods = guarded.reduce((sum, app) => sum + app.pods, 0);
  if (way === 'evict-while-budgets-move') {
    return { name, spec: dice.one([{ maxUnavailable: 1 }, { minAvailable: Math.max(0, pods - 1) }]) };
  }
  const policy = dice.oneIn(3) ? ({ unhealthyPodEvictionPolicy: 'AlwaysAllow' } as const) : {};
  if (guarded.some(({ state }) => state === 'not-ready')) {
    // With a budget that keeps none, it is chance whom kubectl asks first, and a Ready pod takes what a not-Ready one needs: we ask
    // the not-Ready ones first.
    return { name, spec: { minAvailable: dice.from(1, pods + 1), ...policy } };
  }
  const specs: readonly SeededBudget['spec'][] = [
    { minAvailable: dice.from(0, pods + 1) },
    { maxUnavailable: dice.from(0, pods) },
    { minAvailable: dice.one(['50%', '100%']) },
    { maxUnavailable: dice.one(['25%', '50%', '100%']) },
  ];
  return { name, spec: { ...dice.one(specs), ...policy } };
}

class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** Both ends included. */
  from(least: number, most: number): number {
    return least + (this.#next() % (most - least + 1));
  }

  one<T>(choices: readonly T[]): T {
    const choice = choices[this.from(0, choices.length - 1)];
    if (choice === undefined) throw new Error('There is nothing to choose from.');
    return choice;
  }

  oneIn(times: number): boolean {
    return this.from(1, times) === 1;
  }
}
