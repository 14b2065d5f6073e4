import { expect, test } from '@jest/globals';
import { planRestore } from '../../src/domain/webhook-restore.ts';
import { aWebhook } from './webhook-makers.ts';

const ready = { ready: true } as const;
const notYet = { ready: false, reason: 'no endpoint', willBe: true } as const;
const never = { ready: false, reason: '0 replicas', willBe: false } as const;
const relaxed = aWebhook({ failurePolicy: 'Ignore' });

test('a relaxed webhook is restored when its backend is ready', () => {
  expect(planRestore('Fail', relaxed, ready)).toEqual({ action: 'restore' });
});

test('a relaxed webhook waits for a backend that will come', () => {
  expect(planRestore('Fail', relaxed, notYet)).toEqual({ action: 'wait', reason: 'no endpoint' });
});

test('a relaxed webhook stays relaxed when its backend will not come', () => {
  expect(planRestore('Fail', relaxed, never)).toEqual({
    action: 'leave-relaxed',
    reason: 'not ready, and will not be: 0 replicas',
  });
});

test('a webhook that somebody has put back already is left as it is, ready or not', () => {
  expect(planRestore('Fail', aWebhook(), never)).toEqual({ action: 'already' });
});

test('a webhook that was Ignore comes back as Ignore', () => {
  expect(planRestore('Ignore', relaxed, never)).toEqual({ action: 'already' });
});

test('a webhook that was Ignore and is Fail now was changed by somebody else', () => {
  expect(planRestore('Ignore', aWebhook(), ready)).toMatchObject({ action: 'drift' });
});

test('a webhook that no longer exists is not made again', () => {
  expect(planRestore('Fail', undefined, ready)).toEqual({ action: 'gone' });
});
