import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import type { BudgetFacts, Seen } from './look.ts';

/**
 * What is done in a namespace and on a node of its own, in both clusters. Texts may hold `{ns}` and `{node}` (the names of the two), and
 * `{web/0}`, `{uid:web/0}`, `{version:web/0}`: the first pod, by name, with the label app=web, as the last look saw it. `{continue}` is
 * the token of the last page.
 */
export interface Scenario {
  /** A sentence: the title of its test. */
  readonly title: string;
  /** Created one after another. Those that live in a namespace get the scenario's; pods get its node and start at once. */
  readonly objects: readonly KubeObject[];
  /** When to begin; default: every pod that the objects ask for runs and is Ready (unless it never is), and budgets are computed. */
  readonly settled?: (seen: Seen) => boolean;
  readonly steps: readonly Step[];
  /** The cluster itself chooses which of the pods go. */
  readonly isFateChance?: true;
  /** When it is over; default: no pod is Terminating. */
  readonly ended?: (seen: Seen) => boolean;
  /** What a reader can check without the other cluster: a part of the outcome. */
  readonly expected: { readonly [part in keyof Outcome]?: unknown };
}

/** What the product is told about a pod. */
export interface Removal {
  readonly pod: string;
  /** Names a pod that does not exist any more. */
  readonly uid?: 'wrong';
  readonly graceSeconds?: number;
  readonly dryRun?: boolean;
}

export interface Sending {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Default JSON; of a PATCH a merge patch. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly isStranger?: boolean;
  /** The words of the answer are those of Go and its libraries, which the twin does not have. */
  readonly anyWords?: true;
  /** What of the answer must be the same. */
  readonly shows?: (body: Body) => unknown;
}

/** Answers of every shape. */
export interface Body {
  readonly kind?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: unknown;
  readonly items?: readonly KubeObject[] | null;
  readonly [field: string]: unknown;
}

export type Step =
  | ({ readonly act: 'evict' } & Removal)
  | ({ readonly act: 'delete' } & Removal)
  | ({ readonly act: 'send'; readonly label: string } & Sending)
  | { readonly act: 'ask'; readonly label: string; readonly ask: (cluster: Cluster, place: Place) => Promise<unknown> }
  | { readonly act: 'cordon' }
  /** An object like those of the scenario, and compared. */
  | { readonly act: 'create'; readonly object: KubeObject; readonly label?: string; readonly anyWords?: true }
  | { readonly act: 'pause'; readonly seconds: number }
  | { readonly act: 'until'; readonly holds: (seen: Seen) => boolean };

export interface Place {
  readonly ns: string;
  readonly node: string;
}

/** Everything that is compared; names that a cluster makes up are put as `web/0`, `web/*`. */
export interface Outcome {
  /** One line an answer: `evict web/0: 429 TooManyRequests [DisruptionBudget]`. */
  readonly said: readonly string[];
  /** What the answers said, in the API server's words. */
  readonly words: readonly string[];
  /** What the product made of its answers. */
  readonly results: readonly unknown[];
  /** What `shows` picked. */
  readonly shown: readonly unknown[];
  /** In the end, by app. */
  readonly pods: Readonly<Record<string, readonly string[]>>;
  /** What became of the pods that were there at the beginning. */
  readonly fates: Readonly<Record<string, 'kept' | 'gone' | 'terminating' | 'replaced'>>;
  readonly budgets: Readonly<Record<string, BudgetFacts>>;
}

export const pod = (ref: string) => `/api/v1/namespaces/{ns}/pods/{${ref}}`;
export const pods = '/api/v1/namespaces/{ns}/pods';
export const budget = (name: string) => `/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets/${name}`;

export const evict = (ref: string, options: Omit<Removal, 'pod'> = {}): Step => ({
  act: 'evict',
  pod: ref,
  ...options,
});
export const remove = (ref: string, options: Omit<Removal, 'pod'> = {}): Step => ({
  act: 'delete',
  pod: ref,
  ...options,
});
export const cordon: Step = { act: 'cordon' };
export const create = (object: KubeObject, label?: string): Step => ({
  act: 'create',
  object,
  ...(label && { label }),
});
export const until = (holds: (seen: Seen) => boolean): Step => ({ act: 'until', holds });
export const pause = (seconds: number): Step => ({ act: 'pause', seconds });
export const send = (label: string, sending: Sending): Step => ({ act: 'send', label, ...sending });
export const ask = (label: string, asking: (cluster: Cluster, place: Place) => Promise<unknown>): Step => ({
  act: 'ask',
  label,
  ask: asking,
});
