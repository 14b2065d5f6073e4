import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import { aPod } from '../../journeys/objects.ts';
import { create, pause, type Scenario } from './scenario.ts';

interface Asked {
  readonly behind?: readonly KubeObject[];
  readonly steps: Scenario['steps'];
  /** After the answer to the creation of the webhook. */
  readonly said?: readonly string[];
  readonly expected?: Scenario['expected'];
}

/** A pod `web` and whatever stands behind the webhook are up before the webhook is there. */
export const asked = (title: string, webhook: KubeObject, { behind = [], steps, said, expected }: Asked): Scenario => ({
  title,
  objects: [aPod({ name: 'web' }), ...behind],
  // The API server learns of webhooks and of their backends a moment later than we do.
  steps: [create(webhook), pause(2), ...steps],
  expected: { ...(said && { said: [`create ${webhook.kind} {ns}: 201`, ...said] }), ...expected },
});

export const failed = '500 InternalError [-]';

export const bare = aPod({ name: 'new' });
