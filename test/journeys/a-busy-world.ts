import type { World } from '../../sandbox/world.ts';
import { aNodeGroup, aWorld } from './a-night.ts';
import { aBackend, aBudget, aDeployment, anAutoscaler, aWebhookConfiguration } from './objects.ts';

/** One of everything that a run changes, in several tiers, and a budget that no eviction can satisfy. */
export function aBusyWorld(): World {
  const objects = [
    anAutoscaler(),
    aDeployment({ name: 'kyverno-admission-controller', namespace: 'kyverno' }),
    aDeployment({ name: 'cart', replicas: 2 }),
    aBudget({ name: 'cart', minAvailable: 2 }),
    ...aBackend(),
    aWebhookConfiguration(),
  ];
  const nodeGroups = [aNodeGroup({ name: 'apps', maxSize: 5 }), aNodeGroup({ name: 'batch', minSize: 0 })];
  return aWorld({ nodeGroups, objects });
}
