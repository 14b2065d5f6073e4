import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { reportAsCsv } from '../../src/report/csv.ts';
import { reportAsJson } from '../../src/report/json.ts';
import { buildReport, endOf } from '../../src/report/report.ts';
import { reportAsText } from '../../src/report/text.ts';
import { textTable } from '../../src/report/text-table.ts';
import { aNight, anEntry, aPastRun, aRecord, aRun } from './a-journal.ts';

function aReport({ run = aRun(), entries = aNight() } = {}) {
  return buildReport(run, entries, endOf(entries, new Date('2026-11-23T18:09:12.000Z')));
}

describe('the report as text', () => {
  const text = reportAsText(aReport());

  test('begins with what was done to which cluster, and how it ended', () => {
    expect(text.split('\n').slice(0, 2)).toEqual([
      'stop of dev (111122223333, eu-west-1)',
      'run night-1, started 2026-11-23T18:00:00.000Z, succeeded after 9 min 12 s',
    ]);
  });

  test('has the node groups in aligned columns', () => {
    expect(text).toContain('NAME    BEFORE  ASLEEP\napps    2/10/5  0/10/0\nsystem  1/3/2   0/3/0\n');
  });

  test('names residual pods with their budget, and what is lost', () => {
    expect(text).toMatch(/residual\s+shop\/cart-1\s+shop\/cart/);
    expect(text).toMatch(/lost\s+shop\/cache-0\s+emptyDir/);
  });

  test('has the savings with their sum, what the control plane cost beside it, and what differs from last time', () => {
    const prices = { currency: 'EUR', nodeHour: { 'm5.large': 0.1 }, controlPlaneHour: 0.09 };
    const records = [aRecord({ name: 'apps' })];
    const before = aPastRun({ status: 'failed' });
    const entries = aNight();
    const end = endOf(entries, new Date('2026-11-23T18:09:12.000Z'));
    const priced = reportAsText(buildReport(aRun(), entries, end, { before, stop: null, records, prices }));

    expect(priced).toMatch(/SPARED IN EVERY HOUR ASLEEP\n.*EUR\nm5\.large +5 +5 +0\.50\n/);
    expect(priced).toContain('0.50 EUR of nodes.\nThe control plane cost 0.09 EUR in the same time.\n');
    expect(priced).toMatch(/WHAT DIFFERS FROM night-0 .*\n.*\nhow it ended +failed +succeeded\n/);
    expect(text).not.toMatch(/EUR|WHAT DIFFERS/);
  });

  test('marks a dry run and each of its actions', () => {
    const dry = reportAsText(aReport({ run: aRun({ dryRun: true }) }));

    expect(dry).toMatch(/^\[DRY RUN\] stop of dev/);
    expect(dry).toContain('[DRY RUN] delete pod/shop/cart-1 (budget shop/cart)');
    expect(text).not.toContain('[DRY RUN]');
  });

  test('says why a run was skipped, and leaves out what there is nothing of', () => {
    const entries = [
      anEntry({ phase: 'prepare-run', title: 'Prepare run', status: 'skipped', reason: 'already awake' }),
    ];
    const skipped = reportAsText(aReport({ run: aRun({ action: 'start' }), entries }));

    expect(skipped).toContain('skipped after 9 min 12 s: already awake');
    expect(skipped).not.toMatch(/NODE GROUPS|PODS|WEBHOOKS|ACTIONS|WARNINGS/);
  });
});

describe('the report as CSV', () => {
  const rows = reportAsCsv(aReport()).trimEnd().split('\r\n');

  test('has a row for each node group in each phase of the whole cluster, and one in its own', () => {
    expect(rows.filter((row) => row.includes('Drain nodes'))).toHaveLength(2);
    expect(rows.filter((row) => row.includes('Scale node group'))).toEqual([
      'night-1,111122223333,eu-west-1,dev,stop,false,6,Scale node group,system,done,10,1,system,1,3,2,0,3,0,,,,,,,,,,,2026-11-23T18:00:00.000Z,2026-11-23T18:00:10.000Z',
      'night-1,111122223333,eu-west-1,dev,stop,false,6,Scale node group,apps,done,10,1,apps,2,10,5,0,10,0,,,,,,,,,,,2026-11-23T18:00:00.000Z,2026-11-23T18:00:10.000Z',
    ]);
  });

  test('has as many cells in each row as in the first', () => {
    expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([31]));
  });

  test('has the columns that docs/reports.md explains, in its order', () => {
    const [, section = ''] = readFileSync('docs/reports.md', 'utf8').split('## CSV');
    const explained = (section.split('## Savings')[0] ?? '')
      .split('\n')
      .flatMap((line) => [...(/^\| (`.+?)\|/.exec(line)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));

    expect(explained).toEqual(rows[0]?.split(','));
  });

  test('quotes what needs it, and takes the edge off what a spreadsheet would run', () => {
    const reason = '=1+1, "two"';
    const entries = [anEntry({ phase: 'prepare-run', title: 'Prepare run', status: 'skipped', reason })];

    expect(reportAsCsv(aReport({ entries }))).toContain(`"'=1+1, ""two"""`);
  });
});

describe('drift in the report', () => {
  const drift = {
    kind: 'webhook',
    name: 'Validating/guard/v',
    recorded: 'Fail',
    found: null,
    result: null,
    outcome: 'gone',
  };
  const resized = {
    kind: 'node group',
    name: 'apps',
    recorded: 'min 2, max 10, desired 5',
    found: 'min 0, max 12, desired 0',
    result: 'min 2, max 12, desired 5',
    outcome: 'merged',
  };
  const validate = { phase: 'validate-bootstrap', title: 'Validate bootstrap', step: 2 };
  const entries = [
    anEntry({ ...validate, facts: { nodeGroupDrift: [resized] } }),
    anEntry({ phase: 'restore-webhooks', title: 'Restore webhooks', step: 8, facts: { webhookDrift: [drift] } }),
  ];
  const report = aReport({ run: aRun({ action: 'start' }), entries });

  test('stands with the values of both sides, in the order of the runbook', () => {
    expect(report.drift).toEqual([
      { phase: 'validate-bootstrap', ...resized },
      { phase: 'restore-webhooks', ...drift },
    ]);
  });

  test('is a table of its own in the text, and not there where nothing drifted', () => {
    const text = reportAsText(report);
    expect(text).toContain('DRIFT (changed by somebody else)\n');
    expect(text).toMatch(/node group\s+apps\s+min 2, max 10, desired 5\s+min 0, max 12.*merged/);
    expect(text).toMatch(/webhook\s+Validating\/guard\/v\s+Fail\s+gone\s+gone\s+gone/);
    expect(reportAsText(aReport())).not.toContain('DRIFT');
  });

  test('is a row for each in the CSV, under the phase that found it', () => {
    const rows = reportAsCsv(report).trimEnd().split('\r\n');
    expect(rows[0]).toMatch(
      /,drift_kind,drift_name,drift_recorded,drift_found,drift_result,drift_outcome,started_at,ended_at$/,
    );
    expect(rows.at(-2)).toMatch(
      /,2,Validate bootstrap,,done,10,1,apps,.*,node group,apps,"min 2, max 10, desired 5","min 0, max 12, desired 0",/,
    );
    expect(rows.at(-1)).toMatch(
      /,8,Restore webhooks,,done,10,1,,.*,webhook,Validating\/guard\/v,Fail,,,gone,2026-11-23T/,
    );
  });
});

test('the report as JSON is the report', () => {
  const report = aReport();

  expect(JSON.parse(reportAsJson(report))).toEqual(report);
});

test('a table puts numbers to the right, words to the left, and no blanks at the end', () => {
  const rows = [
    ['apps', '5', ''],
    ['system', '12', 'why'],
  ];

  expect(textTable(['NAME', 'N', 'REASON'], rows)).toBe('NAME     N  REASON\napps     5\nsystem  12  why');
});
