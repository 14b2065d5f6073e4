import type { World, WorldNodeGroup } from '../../sandbox/world.ts';
import { plainGround, plainNodeGroup } from '../../sandbox/worlds/plain-ground.ts';
import type { NodeGroupSize } from '../../src/domain/recorded-state.ts';
import { aBackend, anAutoscaler, aWebhook, aWebhookConfiguration } from '../journeys/objects.ts';
import type { Evening } from './history.ts';

export const guard = 'guard.policy.example.com';
export const autoscaler = { namespace: 'kube-system', name: 'cluster-autoscaler' } as const;

/**
 * The smallest cluster that has one of everything that must come back: two node groups, an autoscaler, and a webhook that matches
 * nodes beside one that fails open anyway. Its instances come and go in seconds, so that a run is waited for in few passes.
 */
export function smallWorld({ apps, batch, replicas, failurePolicy }: Evening): World {
  const webhooks = [
    aWebhook({ name: guard, failurePolicy }),
    aWebhook({ name: 'audit.policy.example.com', failurePolicy: 'Ignore' }),
  ];
  const { objects } = plainGround([anAutoscaler({ replicas }), ...aBackend(), aWebhookConfiguration({ webhooks })]);
  return {
    cluster: { name: 'dev', version: '1.33', tags: {} },
    nodeGroups: [aGroup('apps', apps), aGroup('batch', batch)],
    objects,
    notes: [],
  };
}

function aGroup(name: string, size: NodeGroupSize): WorldNodeGroup {
  const seconds = { launchSeconds: 2, bootSeconds: 1, terminateSeconds: 2, updateSeconds: 1 };
  return { ...plainNodeGroup, ...seconds, ...size, name };
}
