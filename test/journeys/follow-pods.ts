import type { Night } from './a-night.ts';
import { followChanges } from './follow-changes.ts';

/** One turn in a pod's life, as the cluster saw it. */
export interface PodEvent {
  readonly event: 'asked' | 'gone';
  /** `namespace/name` */
  readonly pod: string;
  /** What its label `app` or `k8s-app` says. */
  readonly app: string;
  /** Time in seconds. */
  readonly at: number;
  /** What it was given to end in, when it was asked. */
  readonly graceSeconds: number | undefined;
}

export interface PodStory {
  readonly events: readonly PodEvent[];
  /** The pods of one app that were asked to leave, or that are gone, in order. */
  of(app: string, event: PodEvent['event']): PodEvent[];
}

/** Writes down from now on which pods are asked to leave, and which are gone. */
export async function followPods(night: Night): Promise<PodStory> {
  const events: PodEvent[] = [];
  await followChanges(night, 'pods', ({ type, object, old }) => {
    const { namespace, name, labels = {}, deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
    const isAsked = type === 'MODIFIED' && deletionTimestamp !== undefined && !old?.metadata.deletionTimestamp;
    if (!isAsked && type !== 'DELETED') return;
    events.push({
      event: type === 'DELETED' ? 'gone' : 'asked',
      pod: `${namespace}/${name}`,
      app: labels.app ?? labels['k8s-app'] ?? name,
      at: night.sandbox.clock.now() / 1000,
      graceSeconds: deletionGracePeriodSeconds,
    });
  });
  return { events, of: (app, event) => events.filter((one) => one.app === app && one.event === event) };
}

export function first(events: readonly PodEvent[]): number {
  return Math.min(...events.map(({ at }) => at));
}

export function last(events: readonly PodEvent[]): number {
  return Math.max(...events.map(({ at }) => at));
}

export function secondsBetween(from: readonly PodEvent[], to: readonly PodEvent[]): number {
  return last(to) - first(from);
}
