import { expect, test } from '@jest/globals';
import { type ChildRun, fleetView, openRuns } from '../../../cli/follow/fleet-view.ts';
import { aHistory, answered } from './an-event.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const target = (cluster: string, name = `${cluster}-stop-1`) => ({ ...place, cluster, name });
const children: Readonly<Record<string, ChildRun>> = {
  'dev-stop-1': { name: 'dev-stop-1', status: 'RUNNING', phase: 'Drain nodes' },
};
const childOf = (name: string) => children[name];
const resolved = answered('Resolve targets', { status: 'done', targets: [target('dev'), target('test')], settled: [] });
const failure = {
  ...place,
  cluster: 'test',
  status: 'failed',
  error: 'NodeGroupError',
  cause: 'no capacity',
  run: 'test-stop-1',
};
const ran = [
  'MapStateExited',
  {
    state: 'Run clusters',
    output: JSON.stringify({ outcomes: [{ ...place, cluster: 'dev', status: 'done' }, failure] }),
  },
] as const;

function shown(events: ReturnType<typeof aHistory>): string[] {
  return fleetView(events, childOf).clusters.map(({ cluster, run, status, detail }) =>
    [cluster, run, status, detail].join(' | '),
  );
}

test('before it has looked for clusters a fleet has none', () => {
  expect(fleetView([], childOf).clusters).toEqual([]);
});

test('a cluster runs where its run does, at its phase, and waits where it has none yet', () => {
  expect(shown(aHistory(resolved))).toEqual(['dev | dev-stop-1 | running | Drain nodes', 'test |  | waiting | ']);
  expect(openRuns(aHistory(resolved))).toEqual(['dev-stop-1', 'test-stop-1']);
});

test('what the runs came to stands when they are over, also of what has no run', () => {
  const settled = { ...place, cluster: 'old', status: 'failed', error: 'NotFound', cause: 'there is none' };
  const events = aHistory(
    answered('Resolve targets', { status: 'done', targets: [target('dev'), target('test')], settled: [settled] }),
    ran,
  );
  expect(shown(events)).toEqual([
    'dev | dev-stop-1 | done | ',
    'test | test-stop-1 | failed | NodeGroupError: no capacity',
    'old |  | failed | NotFound: there is none',
  ]);
  expect(openRuns(events)).toEqual([]);
});

test('a redriven fleet repeats what had failed under a new name, and nothing else', () => {
  const again = answered('Report fleet', {
    ...{ status: 'again', targets: [target('test', 'test-stop-1-again1')] },
    settled: [{ ...place, cluster: 'dev', status: 'done' }],
  });
  const redriven = aHistory(resolved, ran, ['ExecutionRedriven']);
  expect(shown(redriven)).toEqual(['dev | dev-stop-1 | done | ', 'test |  | waiting | ']);
  expect(openRuns(aHistory(resolved, ran, ['ExecutionRedriven'], again))).toEqual(['test-stop-1-again1']);
});
