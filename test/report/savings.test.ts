import { expect, test } from '@jest/globals';
import type { PriceList } from '../../src/domain/savings.ts';
import { parsePriceList, readPriceList } from '../../src/report/price-list.ts';
import { buildReport, journalAlone, type ReportSources } from '../../src/report/report.ts';
import { aMorning, aNight, anEntry, aPastRun, aRecord, aRun } from './a-journal.ts';

const end = { status: 'succeeded', reason: null, endedAt: new Date('2026-11-24T06:10:00.000Z') } as const;
const morning = aRun({ action: 'start', startedAt: '2026-11-24T05:59:00.000Z' });

function savingsOfMorning(sources: Partial<ReportSources> = {}, entries = aMorning()) {
  return buildReport(morning, entries, end, { ...journalAlone, records: [aRecord({ name: 'apps' })], ...sources })
    .savings;
}

/** A stop whose Scale node group was done at six in the evening. */
const stop = aPastRun({
  startedAt: '2026-11-23T17:30:00.000Z',
  entries: [
    anEntry({
      phase: 'scale-node-group',
      title: 'Scale node group',
      item: 'apps',
      endedAt: '2026-11-23T18:00:30.000Z',
    }),
  ],
});

test('a morning says what the sleep spared: from when the group was away to when it was asked for', () => {
  expect(savingsOfMorning({ stop })).toMatchObject({
    per: 'sleep',
    // 18:00:30 to 06:00:00, five nodes.
    nodeHours: 59.96,
    byInstanceType: [{ instanceTypes: 'm5.large', nodes: 5, nodeHours: 59.96, amount: null }],
  });
});

test('without the journal of the stop it counts from the record, and says so', () => {
  const savings = savingsOfMorning();

  expect(savings?.nodeHours).toBe(59.99);
  expect(savings?.remarks.join(' ')).toMatch(/Counted from when their sizes were recorded.*: apps\./);
  expect(savingsOfMorning({ stop })?.remarks.join(' ')).not.toContain('Counted from');
});

test('the journal of an older night does not stretch the sleep of this one', () => {
  const older = { ...stop, entries: stop.entries.map((entry) => ({ ...entry, endedAt: '2026-11-20T18:00:00.000Z' })) };

  expect(savingsOfMorning({ stop: older })?.nodeHours).toBe(59.99);
});

test('a group that somebody shrank in its sleep spares only what came back', () => {
  expect(savingsOfMorning({ stop }, aMorning({ desired: 2 }))?.nodeHours).toBe(23.98);
});

test('without prices it says so, and what goes on costing is always named', () => {
  const remarks = savingsOfMorning()?.remarks ?? [];
  const prices: PriceList = { currency: 'EUR', nodeHour: { 'm5.large': 0.1 }, controlPlaneHour: null };

  expect(remarks[0]).toBe('No price list was given, so this says node-hours and no money.');
  expect(remarks.at(-1)).toMatch(/^Goes on costing while the nodes sleep: the control plane, volumes/);
  expect(savingsOfMorning({ stop, prices })).toMatchObject({ amount: 6, currency: 'EUR' });
  expect(savingsOfMorning({ prices })?.remarks[0]).not.toMatch('No price list');
});

test('an evening says what each hour of the sleep spares', () => {
  const records = [aRecord({ name: 'apps' }), aRecord({ name: 'system', instanceTypes: ['t3.medium'] })];
  const report = buildReport(aRun(), aNight(), end, { ...journalAlone, records });

  expect(report.savings).toMatchObject({ per: 'hour', nodeHours: 7, byInstanceType: [{ nodes: 5 }, { nodes: 2 }] });
});

test('an evening without records, such as a dry run, knows the types that Record state saw', () => {
  const nodeGroups = [{ name: 'apps', min: 2, max: 10, desired: 5, instanceTypes: ['c6i.large'] }];
  const entries = aNight().map((entry) =>
    entry.phase === 'record-state' ? { ...entry, facts: { nodeGroups } } : entry,
  );
  const report = buildReport(aRun({ dryRun: true }), entries, end);

  expect(report.savings?.byInstanceType).toContainEqual({
    instanceTypes: 'c6i.large',
    nodes: 5,
    nodeHours: 5,
    amount: null,
  });
});

test('a dry run of a start, and a run that scaled nothing, spared nothing', () => {
  const records = [aRecord({ name: 'apps' })];

  expect(buildReport({ ...morning, dryRun: true }, aMorning(), end, { ...journalAlone, records }).savings).toBeNull();
  expect(buildReport(morning, [], end, { ...journalAlone, records }).savings).toBeNull();
});

test('the example price list is one', () => {
  expect(readPriceList('config/prices.example.yaml')).toMatchObject({ currency: 'EUR', nodeHour: { 'm5.large': 0.1 } });
});

test.each([
  ['no currency', 'nodeHour: {}', /currency/],
  ['a currency that is none', 'currency: Euro\nnodeHour: {}', /three capitals/],
  ['a price below zero', 'currency: EUR\nnodeHour: { m5.large: -1 }', /nodeHour: m5\.large/],
  ['a price that is a text', 'currency: EUR\nnodeHour: { m5.large: cheap }', /nodeHour: m5\.large/],
  ['an unknown key', 'currency: EUR\nnodeHour: {}\nnodehour: {}', /nodehour/],
  ['what is no instance type', 'currency: EUR\nnodeHour: { large: 1 }', /nodeHour: large/],
  ['broken YAML', 'currency: [EUR', /no YAML/],
  ['nothing', '', /expected object/],
])('a price list with %s is refused with the cure', (_, text, problem) => {
  expect(() => parsePriceList(text)).toThrow(problem);
  expect(() => parsePriceList(text)).toThrow(/prices\.example\.yaml|Mend it/);
});
