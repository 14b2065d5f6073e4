import { expect, test } from '@jest/globals';
import { type Fault, faultInWords } from '../../../sandbox/faults/fault.ts';
import { readFaultPlan } from '../../../sandbox/faults/read-fault-plan.ts';

const fault: Fault = {
  service: 'kubernetes',
  operation: 'create pods/eviction',
  action: 'stop',
  phase: 'drain-nodes',
  target: 'shop/cart-1',
  occurrence: 2,
  kind: 'after',
};

test('a plan that was printed is read as it was', () => {
  const crash: Fault = { service: 'lambda', operation: 'Invoke', occurrence: 1, kind: 'crash', afterRequests: 3 };
  const plan = { seed: 7, faults: [fault, crash] };
  expect(readFaultPlan(JSON.stringify(plan))).toEqual(plan);
});

test.each([
  ['is no JSON', '{', 'is not JSON'],
  ['has no faults', '{}', 'faults: '],
  ['has a kind that there is not', { faults: [{ ...fault, kind: 'aftre' }] }, 'faults.0.kind: '],
  ['counts from 0', { faults: [{ ...fault, occurrence: 0 }] }, 'faults.0.occurrence: '],
  ['has a field that there is not', { faults: [{ ...fault, occurence: 1 }] }, 'occurence'],
  ['lets a request crash', { faults: [{ ...fault, kind: 'crash' }] }, 'service must be lambda'],
])('a plan that %s is refused, and says where', (_, plan, words) => {
  const text = typeof plan === 'string' ? plan : JSON.stringify(plan);
  expect(() => readFaultPlan(text)).toThrow(words);
});

test('a fault is told in one line', () => {
  expect(faultInWords(fault)).toBe('stop drain-nodes, kubernetes create pods/eviction shop/cart-1 (no. 2): after');
});
