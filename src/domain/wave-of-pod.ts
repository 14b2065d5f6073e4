import { matchesGlob } from './glob.ts';
import { isFinished } from './judge-pod.ts';
import type { Pod } from './kubernetes-objects.ts';
import type { Tier, TierComponent, TierName } from './run-settings.ts';
import { toleratesCordon } from './tolerations.ts';

/**
 * Pods that are drained together, in this order. A wave begins when the one before is gone.
 *
 * `returning` pods tolerate a cordon, so their owners put them back at once: they are asked once. `storage-driver`
 * detaches the volumes of all the others, so it goes when they are detached.
 */
export const waves = ['applications', 'add-ons', 'core', 'returning', 'storage-driver'] as const;

export type Wave = (typeof waves)[number];

const waveOfTier: Readonly<Record<TierName, Wave>> = {
  'core-kubernetes': 'core',
  infrastructure: 'core',
  'cluster-management': 'add-ons',
  'admission-control': 'add-ons',
  'service-mesh': 'add-ons',
  security: 'add-ons',
  applications: 'applications',
};

/**
 * Says in which wave a pod goes. The configured tiers decide: a component's own pods first, then everything in a
 * namespace that a tier names. kube-system and the system priority classes are core, whatever tier lists them: the
 * others need DNS until they are gone. A pod that has finished goes first, whatever it was.
 */
export function waveOfPod(pod: Pod, tiers: readonly Tier[]): Wave {
  // It serves nobody any more, and may keep its budget from being counted, which holds others.
  if (isFinished(pod)) return 'applications';
  if (isReturning(pod)) return 'returning';
  if (isStorageDriver(pod)) return 'storage-driver';
  if (pod.namespace === 'kube-system' || pod.priorityClassName?.startsWith('system-')) return 'core';
  const systemTiers = tiers.filter(({ name }) => name !== 'applications');
  const tier =
    systemTiers.find(({ components }) => components.some((component) => isComponentPod(pod, component))) ??
    systemTiers.find(({ components }) => components.some(({ namespace }) => namespace === pod.namespace));
  return tier ? waveOfTier[tier.name] : 'applications';
}

/** The scheduler puts its replacement back onto the cordoned node. A pod that nothing replaces does not come back. */
export function isReturning(pod: Pod): boolean {
  return pod.controller !== null && !isFinished(pod) && toleratesCordon(pod.tolerations);
}

function isStorageDriver(pod: Pod): boolean {
  return pod.labels.app === 'ebs-csi-controller' || workloadOf(pod)?.name === 'ebs-csi-controller';
}

function isComponentPod(pod: Pod, component: TierComponent): boolean {
  const workload = workloadOf(pod);
  if (workload?.kind !== component.kind) return false;
  if (component.namespace !== '*' && component.namespace !== pod.namespace) return false;
  const wanted = Object.entries(component.labels ?? {});
  return matchesGlob(component.workload, workload.name) && wanted.every(([key, value]) => pod.labels[key] === value);
}

/** A ReplicaSet is called after its Deployment, with a hash behind the last dash. */
function workloadOf({ controller }: Pod): { readonly kind: string; readonly name: string } | null {
  if (controller?.kind !== 'ReplicaSet') return controller;
  return { kind: 'Deployment', name: controller.name.replace(/-[^-]*$/, '') };
}
