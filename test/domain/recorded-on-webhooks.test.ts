import { describe, expect, test } from '@jest/globals';
import {
  asRecorded,
  configurationsOf,
  decodePolicies,
  encodePolicies,
  nameOfWebhook,
  outstandingPolicies,
  recordedPoliciesAnnotation,
} from '../../src/domain/recorded-on-webhooks.ts';
import { aWebhook, aWebhookRecord } from './webhook-makers.ts';

function annotated(text: string) {
  return { [recordedPoliciesAnnotation]: text };
}

describe('the annotation', () => {
  test('comes back as it was written, in one order', () => {
    const text = encodePolicies({ b: 'Ignore', a: 'Fail' });

    expect(text).toBe('{"a":"Fail","b":"Ignore"}');
    expect(decodePolicies(text ?? undefined)).toEqual({ policies: { a: 'Fail', b: 'Ignore' }, problem: null });
  });

  test('goes when nothing is left to note', () => {
    expect(encodePolicies({})).toBeNull();
  });

  test('that is absent is no problem', () => {
    expect(decodePolicies(undefined)).toEqual({ policies: {}, problem: null });
  });

  test.each(['', 'Fail', '[]', 'null', '"x"', '{"a":'])('%j counts as missing and is reported', (text) => {
    const { policies, problem } = decodePolicies(text);

    expect(policies).toEqual({});
    expect(problem).toContain(recordedPoliciesAnnotation);
  });

  test('that is wrong in one entry keeps the others', () => {
    const { policies, problem } = decodePolicies('{"a":"Fail","b":"fail","c":0}');

    expect(policies).toEqual({ a: 'Fail' });
    expect(problem).toMatch(/b, c$/);
  });
});

describe('what is still to be brought back', () => {
  test('is what the table says', () => {
    const records = [aWebhookRecord(), aWebhookRecord({ webhook: 'done', phase: 'restored' })];

    expect(outstandingPolicies(records, [])).toEqual([
      {
        kind: 'Validating',
        configuration: 'guard',
        webhook: 'validate.guard.example',
        failurePolicy: 'Fail',
        source: 'table',
      },
    ]);
  });

  test('is what the annotation says where the table lost it', () => {
    const entries = [aWebhook({ annotations: annotated('{"validate.guard.example":"Fail"}') })];

    expect(outstandingPolicies([], entries)).toMatchObject([
      { webhook: 'validate.guard.example', source: 'annotation' },
    ]);
  });

  test('is nothing where the table says restored and the annotation was left over', () => {
    const entries = [aWebhook({ annotations: annotated('{"validate.guard.example":"Fail"}') })];

    expect(outstandingPolicies([aWebhookRecord({ phase: 'restored' })], entries)).toEqual([]);
  });

  test('is what a known stop recorded where the copies disagree, else Fail, with what the other says', () => {
    const entries = [aWebhook({ annotations: annotated('{"validate.guard.example":"Fail"}') })];
    const records = [aWebhookRecord({ failurePolicy: 'Ignore', runId: 'night-1' })];
    const history = new Map([['night-1', '2026-11-23T18:00:00.000Z']]);

    expect(outstandingPolicies(records, entries)).toMatchObject([
      { failurePolicy: 'Fail', source: 'annotation', dispute: { other: 'Ignore' } },
    ]);
    expect(outstandingPolicies(records, entries, history)).toMatchObject([
      { failurePolicy: 'Ignore', source: 'table', dispute: { other: 'Fail' } },
    ]);
  });

  test('is found once for a configuration with several entries', () => {
    const annotations = annotated('{"one":"Fail"}');
    const entries = [aWebhook({ webhook: 'one', annotations }), aWebhook({ webhook: 'two', annotations })];

    expect(outstandingPolicies([], entries)).toHaveLength(1);
  });

  test('keeps validating and mutating configurations of the same name apart', () => {
    const entries = [
      aWebhook({ annotations: annotated('{"validate.guard.example":"Fail"}') }),
      aWebhook({ kind: 'Mutating', annotations: annotated('{"validate.guard.example":"Fail"}') }),
    ];

    expect(configurationsOf(entries)).toHaveLength(2);
    expect(outstandingPolicies([aWebhookRecord()], entries).map(nameOfWebhook)).toEqual([
      'Validating/guard/validate.guard.example',
      'Mutating/guard/validate.guard.example',
    ]);
  });
});

describe('an entry as it was recorded', () => {
  const relaxed = aWebhook({ failurePolicy: 'Ignore' });

  test('holds Fail where we relaxed it', () => {
    expect(asRecorded(relaxed, [aWebhookRecord()]).failurePolicy).toBe('Fail');
    const lost = { ...relaxed, annotations: annotated('{"validate.guard.example":"Fail"}') };
    expect(asRecorded(lost, []).failurePolicy).toBe('Fail');
  });

  test('holds what it holds where nothing is outstanding', () => {
    expect(asRecorded(relaxed, []).failurePolicy).toBe('Ignore');
    expect(asRecorded(relaxed, [aWebhookRecord({ phase: 'restored' })]).failurePolicy).toBe('Ignore');
    expect(asRecorded(relaxed, [aWebhookRecord({ kind: 'Mutating' })]).failurePolicy).toBe('Ignore');
    expect(asRecorded(aWebhook(), [aWebhookRecord({ failurePolicy: 'Ignore' })]).failurePolicy).toBe('Fail');
  });
});
