import { jest } from '@jest/globals';
import type { Pod } from '../../sandbox/kubernetes/objects.ts';
import { StatusError } from '../../sandbox/kubernetes/status-error.ts';
import type { Night } from './a-night.ts';

/** One turn in a pod's life, as the cluster saw it. */
export interface PodEvent {
  readonly event: 'asked' | 'gone';
  /** `namespace/name` */
  readonly pod: string;
  /** What its label `app` or `k8s-app` says. */
  readonly app: string;
  /** Simulated time, in seconds. */
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
export function followPods({ sandbox }: Night): PodStory {
  const events: PodEvent[] = [];
  sandbox.kubernetes.api.subscribe(({ type, resource, object, old }) => {
    if (resource !== 'pods' || type === 'ADDED') return;
    const { namespace, name, labels = {}, deletionTimestamp, deletionGracePeriodSeconds } = (object as Pod).metadata;
    const wasAsked = old?.metadata.deletionTimestamp !== undefined;
    if (type === 'MODIFIED' && (deletionTimestamp === undefined || wasAsked)) return;
    events.push({
      event: type === 'DELETED' ? 'gone' : 'asked',
      pod: `${namespace}/${name}`,
      app: labels.app ?? labels['k8s-app'] ?? name,
      at: sandbox.clock.now() / 1000,
      graceSeconds: deletionGracePeriodSeconds,
    });
  });
  return { events, of: (app, event) => events.filter((one) => one.app === app && one.event === event) };
}

/** Writes down from now on what the API server answers to evictions that it refuses, as HTTP codes. */
export function followRefusedEvictions({ sandbox }: Night): () => number[] {
  const create = jest.spyOn(sandbox.kubernetes.api, 'create');
  return () =>
    create.mock.results.flatMap(({ type, value }, index) => {
      const isEviction = create.mock.calls[index]?.[3]?.subresource === 'eviction';
      return isEviction && type === 'throw' && value instanceof StatusError ? [value.code] : [];
    });
}
