import type { KubeObject, OwnerReference, Pod } from '../objects.ts';
import { findCondition } from './conditions.ts';

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

export function isTerminating(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Counts for its owner: neither finished nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isFinished(pod) && !isTerminating(pod);
}

export function isReady(pod: Pod): boolean {
  return findCondition(pod.status?.conditions, 'Ready')?.status === 'True';
}

export function isRunning(pod: Pod): boolean {
  return pod.status?.phase === 'Running';
}

/** A number that an annotation says, or what stands without one (also for one that is no number). Seconds throughout. */
export function annotatedSeconds(object: KubeObject, annotation: string, otherwise: number): number {
  const text = object.metadata.annotations?.[annotation];
  const seconds = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : otherwise;
}

/** The claims that a pod's volumes name. */
export function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []);
}
