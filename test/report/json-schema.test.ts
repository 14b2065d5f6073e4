import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { reportAsJson } from '../../src/report/json.ts';
import { buildReport, endOf, journalAlone } from '../../src/report/report.ts';
import { reportJsonSchema, reportSchema } from '../../src/report/report-schema.ts';
import { aMorning, aNight, anEntry, aPastRun, aRecord, aRun } from './a-journal.ts';

const endedAt = new Date('2026-11-24T06:09:12.000Z');
const records = [aRecord({ name: 'apps' })];
const drifted = anEntry({
  phase: 'restore-webhooks',
  title: 'Restore webhooks',
  status: 'failed',
  reason: 'WebhookError: no',
  warnings: ['one'],
  facts: {
    webhookDrift: [{ kind: 'webhook', name: 'v', recorded: 'Fail', found: null, result: null, outcome: 'gone' }],
    webhooksRestored: [{ kind: 'Validating', configuration: 'c', webhook: 'w', result: 'left-relaxed' }],
  },
});

const reports = {
  'a good stop': buildReport(aRun(), aNight(), endOf(aNight(), endedAt), {
    ...journalAlone,
    records,
    before: aPastRun(),
  }),
  'a dry run': buildReport(aRun({ dryRun: true }), aNight(), endOf(aNight(), endedAt)),
  'a failed start': buildReport(
    aRun({ action: 'start' }),
    [...aMorning(), drifted],
    { status: 'failed', reason: 'WebhookError', endedAt },
    { ...journalAlone, records, before: aPastRun({ action: 'start', entries: [] }), stop: aPastRun() },
  ),
  'a run of which nothing is known': buildReport(aRun(), [], { status: 'failed', reason: null, endedAt }),
};

const published: unknown = JSON.parse(readFileSync('docs/report.schema.json', 'utf8'));

test('the published JSON Schema is the one of the code (npm run docs:report writes it)', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
});

describe.each(Object.entries(reports))('the JSON of %s', (_, report) => {
  const document: unknown = JSON.parse(reportAsJson(report));

  test('is valid by the published JSON Schema', () => {
    const schema = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);

    expect(schema.safeParse(document).error).toBeUndefined();
  });

  test('holds no field that the schema does not know', () => {
    expect(reportSchema.parse(document)).toEqual(document);
  });
});

test('the published JSON Schema refuses a report with a field that is missing or of another kind', () => {
  const schema = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);
  const { phases: _, ...withoutPhases } = reports['a good stop'];

  expect(schema.safeParse(withoutPhases).success).toBe(false);
  expect(schema.safeParse({ ...reports['a good stop'], status: 'fine' }).success).toBe(false);
});
