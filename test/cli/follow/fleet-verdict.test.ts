import { expect, test } from '@jest/globals';
import { fleetVerdict } from '../../../cli/follow/fleet-verdict.ts';
import type { ClusterView } from '../../../cli/follow/fleet-view.ts';
import type { FleetLook } from '../../../cli/follow/followed.ts';

const arn = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-fleet:night';
const place = { account: '111122223333', region: 'eu-west-1' };
const failed: ClusterView = {
  ...place,
  cluster: 'dev',
  run: 'dev-stop-night',
  status: 'failed',
  detail: 'NodeGroupError: no capacity',
};

function aLook(fields: Partial<FleetLook>): FleetLook {
  return {
    ...{ status: 'FAILED', error: 'FleetFailedError', cause: null, output: null, clusters: [failed] },
    ...{ startedAt: new Date(0), endedAt: new Date(60_000), input: '{"action":"stop"}' },
    ...fields,
  };
}

function typed(fields: Partial<FleetLook>): readonly string[] {
  const home = { placeOfRuns: ['--region', place.region], reportFile: (address: string) => address };
  return fleetVerdict({ arn, id: 'night', machine: 'fleet' }, aLook(fields), home).next.map(({ command }) => command);
}

test('a fleet that failed is redriven as a whole', () => {
  expect(typed({})).toEqual(['eks-scheduler redrive night --region eu-west-1']);
});

test('of a fleet whose execution has succeeded the runs that failed are redriven one by one', () => {
  const done: ClusterView = { ...failed, cluster: 'web', run: 'web-stop-night', status: 'done' };
  const clusters = [done, failed, { ...failed, cluster: 'gone', run: null }];
  expect(typed({ status: 'SUCCEEDED', error: null, clusters })).toEqual([
    'eks-scheduler redrive dev-stop-night --region eu-west-1',
  ]);
});

test('a fleet whose input was wrong is not redriven with it', () => {
  expect(typed({ error: 'ConfigurationError', clusters: [] })).toEqual([]);
});
