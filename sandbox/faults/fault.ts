/**
 * What goes wrong with a request, seen from the one who sent it.
 * - `before`: the connection breaks, and nothing was done.
 * - `after`: it was done, and the connection breaks before the answer.
 * - `throttled`: refused for now; `throttled-retry-after` says for how long: a second.
 * - `timeout`: no answer ever comes, and nothing was done; `timeout-after`: nor does one, but it was done.
 * - `server-error`: a 5xx, and nothing was done.
 * - `denied`: a permission is missing. No retry helps; the cause is gone once the run has failed of it.
 */
export const requestKinds = [
  'before',
  'after',
  'throttled',
  'throttled-retry-after',
  'timeout',
  'timeout-after',
  'server-error',
  'denied',
] as const;

/**
 * What goes wrong with a call of a function (service `lambda`, operation `Invoke`).
 * - `crash`: the process dies (`Runtime.ExitError`), which the machines retry; `out-of-memory`: it dies with an error that fails the run.
 * - `function-timeout`: it hangs until Lambda kills it.
 * - `answer-too-large`: it did its work, and its answer exceeds the payload limit of the state.
 */
export const callKinds = ['crash', 'out-of-memory', 'function-timeout', 'answer-too-large'] as const;

export const faultServices = ['dynamodb', 'eks', 'kubernetes', 'lambda', 's3', 'sns', 'states', 'sts'] as const;

export type RequestKind = (typeof requestKinds)[number];
export type CallKind = (typeof callKinds)[number];
export type FaultKind = RequestKind | CallKind;
export type FaultService = (typeof faultServices)[number];

/** Which requests are meant; what is absent does not matter. Only requests of the functions, and the machines' calls, count. */
export interface RequestPattern {
  readonly service: FaultService;
  /** As the service's API reference calls it: `UpdateNodegroupConfig`; of Kubernetes `verb resource[/subresource]`: `create pods/eviction`. */
  readonly operation: string;
  readonly action?: 'stop' | 'start';
  /** `drain-nodes` */
  readonly phase?: string;
  /** The node group or tier that the call is about. */
  readonly item?: string;
  /** What the request is about, in the words of `SeenRequest`. */
  readonly target?: string;
}

/** One fault, as data. */
export interface Fault extends RequestPattern {
  /** The n-th request that fits the pattern, from 1. */
  readonly occurrence: number;
  readonly kind: FaultKind;
  /** How many requests in a row it hits: 1 when absent. */
  readonly times?: number;
  /** Of `crash`, `out-of-memory` and `function-timeout`: after how many requests it happens (0 before the first), or after all: 'all' when absent. */
  readonly afterRequests?: number | 'all';
}

/** A plan says all that goes wrong in a night: JSON, so that it can be kept and played again. */
export interface FaultPlan {
  readonly seed: number;
  readonly faults: readonly Fault[];
}

/** A request that was sent, named so that the same night names it the same. */
export interface SeenRequest extends Required<Omit<RequestPattern, 'item'>> {
  readonly item: string | null;
  /** The n-th with exactly these words, from 1. */
  readonly occurrence: number;
  /** Of a call of a function: how many requests it sent. */
  readonly requests?: number;
}

/** The fault of this kind at exactly this request. */
export function faultAt(
  request: SeenRequest,
  kind: FaultKind,
  more: Pick<Fault, 'afterRequests' | 'times'> = {},
): Fault {
  const { requests: _, item, ...pattern } = request;
  return { ...pattern, ...(item === null ? {} : { item }), kind, ...more };
}

export function isCallKind(kind: FaultKind): kind is CallKind {
  return (callKinds as readonly string[]).includes(kind);
}

/** `stop drain-nodes, kubernetes create pods/eviction shop/cart-1 (2nd): after` in one line, for a person. */
export function faultInWords(fault: Fault): string {
  const { service, operation, action, phase, item, target, occurrence, kind, afterRequests, times } = fault;
  const where = [action, phase, item].filter((word) => word !== undefined).join(' ');
  const what = [service, operation, target].filter(Boolean).join(' ');
  const count = times === undefined || times === 1 ? '' : ` × ${times}`;
  const when = afterRequests === undefined ? '' : ` after ${afterRequests} requests`;
  return `${where ? `${where}, ` : ''}${what} (no. ${occurrence}): ${kind}${when}${count}`;
}
