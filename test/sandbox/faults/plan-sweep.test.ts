import { expect, test } from '@jest/globals';
import { faultInWords, requestKinds, type SeenRequest } from '../../../sandbox/faults/fault.ts';
import { dealOut, everyFault, oneFailureAPhase, oneFaultEach, pairsOf } from '../../../sandbox/faults/plan-sweep.ts';

const aRequest = (parts: Partial<SeenRequest> = {}): SeenRequest => ({
  service: 'dynamodb',
  operation: 'PutItem',
  target: 'LOCK',
  action: 'stop',
  phase: 'prepare-run',
  item: null,
  occurrence: 1,
  ...parts,
});
const aCall = aRequest({ service: 'lambda', operation: 'Invoke', target: '', requests: 2 });
const lines = (faults: Parameters<typeof faultInWords>[0][]) => faults.map(faultInWords);

test('each request meets each kind of fault, and each function dies after each of its requests', () => {
  expect(lines(everyFault([aRequest()]))).toHaveLength(requestKinds.length);
  const ofCall = lines(everyFault([aCall])).filter((line) => line.includes(': crash'));
  expect(ofCall.map((line) => line.replace(/.*: /, ''))).toEqual([
    'crash after 0 requests',
    'crash after 1 requests',
    'crash after all requests',
  ]);
});

test('a sample misses no request, and the client absorbs what it meets there', () => {
  const requests = Array.from({ length: 40 }, (_, index) => aRequest({ occurrence: index + 1 }));
  const faults = oneFaultEach([...requests, aRequest({ service: 'kubernetes', operation: 'list pods' }), aCall], 1);
  expect(faults.map(({ occurrence }) => occurrence)).toEqual([...requests.map(({ occurrence }) => occurrence), 1]);
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(
    new Set(['before', 'after', 'throttled', 'server-error', 'timeout', 'timeout-after']),
  );
});

test('each phase fails once a night, each night of something else', () => {
  const nights = oneFailureAPhase([aRequest(), aCall, aRequest({ phase: 'drain-nodes' })], 2, 1);
  expect(nights.map((faults) => faults.map(({ phase }) => phase))).toEqual([
    ['prepare-run', 'drain-nodes'],
    ['prepare-run', 'drain-nodes'],
  ]);
  expect(new Set(nights.flat().map(faultInWords)).size).toBe(4);
});

test('faults of one phase are dealt out to as many nights as there are', () => {
  const drain = ['a', 'b', 'c'].map((target) => aRequest({ phase: 'drain-nodes', target }));
  const nights = dealOut(oneFaultEach([...drain, aRequest()], 1), 3);
  expect(nights.map((faults) => faults.map(({ phase }) => phase))).toEqual([
    ['drain-nodes', 'prepare-run'],
    ['drain-nodes'],
    ['drain-nodes'],
  ]);
});

test('as many nights as faults have one fault each, whatever their phases', () => {
  const faults = everyFault([aRequest(), aRequest({ phase: 'drain-nodes' })]);
  const nights = dealOut(faults, faults.length);
  expect(nights.map(({ length }) => length)).toEqual(faults.map(() => 1));
});

test('pairs are the same for the same seed, and others for another', () => {
  const all = everyFault([aRequest(), aRequest({ target: 'NODEGROUP#apps' })]);
  expect(pairsOf(all, 20, 1)).toEqual(pairsOf(all, 20, 1));
  expect(pairsOf(all, 20, 1)).not.toEqual(pairsOf(all, 20, 2));
  expect(pairsOf(all, 20, 1).every((pair) => pair.length === 2)).toBe(true);
});
