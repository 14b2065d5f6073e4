import { expect, test } from '@jest/globals';
import { hasOutstanding } from '../../../lambdas/prepare-run/outstanding.ts';
import type { NodeGroup } from '../../../src/aws/ports.ts';
import { AccessDeniedError, ClusterUnreachableError, TransientError } from '../../../src/domain/errors.ts';
import { recordedSizeTag } from '../../../src/domain/recorded-size.ts';
import type { AutoscalerRecord, RecordPhase } from '../../../src/domain/recorded-state.ts';

const asleep: NodeGroup = {
  name: 'apps',
  arn: 'arn:aws:eks:eu-west-1:111122223333:nodegroup/dev/apps/1',
  status: 'ACTIVE',
  minSize: 0,
  maxSize: 5,
  desiredSize: 0,
  instanceTypes: [],
  tags: {},
  labels: {},
  taints: [],
  healthIssues: [],
  autoScalingGroups: [],
};

function anAutoscaler(phase: RecordPhase): AutoscalerRecord {
  const stamp = { recordedAt: '2026-11-23T18:00:00.000Z', runId: 'night-1' };
  return { namespace: 'kube-system', name: 'scaler', kind: 'Deployment', replicas: 1, phase, ...stamp };
}

interface Left {
  readonly autoscalers?: readonly AutoscalerRecord[];
  readonly unreadable?: readonly { readonly key: string; readonly problem: string }[];
  readonly list?: () => Promise<NodeGroup[]>;
}

function isLeft({ autoscalers = [], unreadable = [], list = async () => [asleep] }: Left): Promise<boolean> {
  const nothing = async () => ({ records: [], unreadable: [] });
  const records = {
    nodeGroups: async () => ({ records: [], unreadable }),
    autoscalers: async () => ({ records: autoscalers, unreadable: [] }),
    webhooks: nothing,
  };
  return hasOutstanding({ records, nodeGroups: { list } });
}

const refused = (error: Error) => async () => {
  throw error;
};

test.each<[string, Left, boolean]>([
  ['nothing is recorded anywhere', {}, false],
  ['a record is restored', { autoscalers: [anAutoscaler('restored')] }, false],
  ['a record is outstanding', { autoscalers: [anAutoscaler('recorded')] }, true],
  ['a record cannot be read', { unreadable: [{ key: 'NODEGROUP#apps', problem: 'no size' }] }, true],
  [
    'the table is empty and a tag holds a size',
    { list: async () => [{ ...asleep, tags: { [recordedSizeTag]: 'min=1 max=5 desired=2' } }] },
    true,
  ],
  ['an excluded cluster lets nobody in', { list: refused(new AccessDeniedError('No.', 'Allow it.')) }, false],
  ['an excluded cluster no longer exists', { list: refused(new ClusterUnreachableError('None.', 'Look.')) }, false],
])('where %s', async (_, left, expected) => {
  expect(await isLeft(left)).toBe(expected);
});

test('a call that is throttled is no answer', async () => {
  await expect(isLeft({ list: refused(new TransientError('Slow.', 'Wait.')) })).rejects.toThrow(TransientError);
});
