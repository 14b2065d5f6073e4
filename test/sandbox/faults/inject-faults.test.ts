import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Fault, type FaultKind, faultAt, type SeenRequest } from '../../../sandbox/faults/fault.ts';
import { type PlayedNight, playNight } from '../../../sandbox/faults/play-night.ts';

let undisturbed: PlayedNight;

beforeAll(async () => {
  undisturbed = await playNight({ plan: { seed: 1, faults: [] } });
});

/** The n-th request of the undisturbed night that is like this. */
function requestLike(like: Partial<SeenRequest>, n = 0): SeenRequest {
  const fitting = undisturbed.seen.filter((request) =>
    Object.entries(like).every(([field, value]) => request[field as keyof SeenRequest] === value),
  );
  const found = fitting[n];
  if (!found) throw new Error(`The night has no such request: ${JSON.stringify(like)}`);
  return found;
}

function nightWith(...faults: Fault[]): Promise<PlayedNight> {
  return playNight({ plan: { seed: 1, faults } });
}

test('a plan without faults changes nothing and names the requests of every service that a night uses', () => {
  expect(undisturbed.runs).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
  expect([...new Set(undisturbed.seen.map(({ service }) => service))].sort()).toEqual([
    'dynamodb',
    'eks',
    'kubernetes',
    'lambda',
    's3',
    'sns',
    'sts',
  ]);
  const names = undisturbed.seen.map(({ requests: _, ...request }) => JSON.stringify(request));
  expect(new Set(names).size).toBe(names.length);
});

describe('a request', () => {
  const pause = () => requestLike({ phase: 'pause-autoscalers', operation: 'patch deployments' });
  const resize = () => requestLike({ action: 'stop', service: 'eks', operation: 'UpdateNodegroupConfig' });
  const kinds: readonly FaultKind[] = ['before', 'throttled', 'throttled-retry-after', 'timeout', 'timeout-after'];

  test.each(kinds)('of Kubernetes that meets "%s" is sent again', async (kind) => {
    const night = await nightWith(faultAt(pause(), kind));
    expect(night.happened).toHaveLength(1);
    expect(night.runs).toMatchObject([{ redrives: 0 }, { redrives: 0 }]);
    const patches = night.seen.filter(({ phase, target }) => phase === pause().phase && target === pause().target);
    expect(patches.length).toBeGreaterThan(0);
    expect(night.awake).toEqual(undisturbed.awake);
  });

  test.each([...kinds, 'server-error' as const])('of EKS that meets "%s" is sent again', async (kind) => {
    const night = await nightWith(faultAt(resize(), kind));
    expect(night.happened).toHaveLength(1);
    expect(night.runs).toMatchObject([{ redrives: 0 }, { redrives: 0 }]);
    expect(night.awake).toEqual(undisturbed.awake);
  });

  test('that is denied fails the run where it stands, and a redrive brings it to its end', async () => {
    const night = await nightWith(faultAt(resize(), 'denied'));
    expect(night.runs).toMatchObject([
      { status: 'SUCCEEDED', redrives: 1, error: 'AccessDeniedError' },
      { redrives: 0 },
    ]);
    expect(night.awake).toEqual(undisturbed.awake);
  });
});

describe('a call of a function', () => {
  const drain = () => requestLike({ service: 'lambda', phase: 'drain-nodes' });
  const ofFirstDrain = (night: PlayedNight) => {
    const calls = night.seen.filter(({ service, phase }) => service === 'lambda' && phase === 'drain-nodes');
    return calls[0]?.requests;
  };

  test.each([0, 1, 7])('that crashes after %i requests sends no more, and is tried again', async (afterRequests) => {
    const night = await nightWith(faultAt(drain(), 'crash', { afterRequests }));
    expect(ofFirstDrain(night)).toBe(afterRequests);
    expect(night.runs).toMatchObject([{ redrives: 0 }, { redrives: 0 }]);
    expect(night.awake).toEqual(undisturbed.awake);
  });

  test('that crashes after its last request has done all its work', async () => {
    const night = await nightWith(faultAt(drain(), 'crash', { afterRequests: 'all' }));
    expect(ofFirstDrain(night)).toBe(ofFirstDrain(undisturbed));
    expect(night.awake).toEqual(undisturbed.awake);
  });

  test('whose answer exceeds the payload limit fails the run', async () => {
    const night = await nightWith(faultAt(drain(), 'answer-too-large'));
    expect(night.runs[0]).toMatchObject({ redrives: 1, error: 'States.DataLimitExceeded', status: 'SUCCEEDED' });
    expect(night.awake).toEqual(undisturbed.awake);
  });
});

test('the same plan gives the same history, event for event', async () => {
  const drain = requestLike({ service: 'lambda', phase: 'drain-nodes' });
  const record = requestLike({ phase: 'record-state', service: 'dynamodb', operation: 'PutItem' });
  const faults = [faultAt(drain, 'out-of-memory', { afterRequests: 12 }), faultAt(record, 'denied')];
  const [one, other] = [await nightWith(...faults), await nightWith(...faults)];
  expect(one.happened).toHaveLength(2);
  expect(one.runs.map(({ history }) => history)).toEqual(other.runs.map(({ history }) => history));
  expect(one.runs[0]?.history).not.toBe(undisturbed.runs[0]?.history);
});
