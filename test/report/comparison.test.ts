import { expect, test } from '@jest/globals';
import type { JournalEntry } from '../../src/aws/ports.ts';
import { comparisonWith } from '../../src/report/comparison.ts';
import { aNight, anEntry, aPastRun } from './a-journal.ts';

function differences(entries: readonly JournalEntry[], past = aPastRun(), seconds = 540) {
  return comparisonWith(past, { status: 'succeeded', seconds, entries }).differences;
}

function changed(phase: string, change: (entry: JournalEntry) => Partial<JournalEntry>): JournalEntry[] {
  return aNight().map((entry) => (entry.phase === phase ? { ...entry, ...change(entry) } : entry));
}

test('a night like the one before differs in nothing', () => {
  expect(differences(aNight())).toEqual([]);
});

test('a time that is a minute and a quarter longer is told; a shorter difference is not', () => {
  const slow = changed('drain-nodes', () => ({ endedAt: '2026-11-23T18:05:00.000Z' }));
  const hardly = changed('drain-nodes', () => ({ endedAt: '2026-11-23T18:03:40.000Z' }));

  expect(differences(slow, aPastRun(), 900)).toEqual([
    { what: 'time of the whole run', before: '9 min 0 s', now: '15 min 0 s' },
    { what: 'time of Drain nodes', before: '3 min 12 s', now: '5 min 0 s' },
  ]);
  expect(differences(hardly, aPastRun(), 610)).toEqual([]);
});

test('a night after a failed one says so', () => {
  expect(differences(aNight(), aPastRun({ status: 'failed' }))).toEqual([
    { what: 'how it ended', before: 'failed', now: 'succeeded' },
  ]);
});

test('a new node group, one that is gone and one that was resized are told with their sizes', () => {
  const groups = (entry: JournalEntry) => ({
    facts: {
      ...entry.facts,
      nodeGroups: [
        { name: 'apps', min: 2, max: 10, desired: 8 },
        { name: 'gpu', min: 0, max: 4, desired: 1 },
      ],
    },
  });
  const now = changed('record-state', groups).filter(({ item }) => item !== 'system');

  expect(differences(now)).toEqual([
    { what: 'node group apps', before: 'min 2, max 10, desired 5', now: 'min 2, max 10, desired 8' },
    { what: 'node group gpu', before: null, now: 'min 0, max 4, desired 1' },
    { what: 'node group system', before: 'min 1, max 3, desired 2', now: null },
  ]);
});

test('pods and webhooks that fared otherwise are told', () => {
  const now = changed('drain-nodes', () => ({ counts: { evicted: 1, residual: 2 } })).filter(
    ({ phase }) => phase !== 'relax-webhooks',
  );

  expect(differences(now)).toEqual([
    { what: 'pods residual', before: '1', now: '2' },
    { what: 'webhook Validating/mesh/inject', before: 'leave', now: null },
    { what: 'webhook Validating/policies/validate.policies', before: 'relax', now: null },
  ]);
});

test('a warning is new when it says something else, not when only a pod has another name or a number is another', () => {
  const warns = (...warnings: string[]) => changed('drain-nodes', () => ({ warnings }));
  const past = aPastRun({ entries: warns('Pod shop/web-7d4b9c8f6d-x2x7k waits 30 s.', 'Gone since.') });

  expect(differences(warns('Pod shop/web-5f6c7d8b9-zz4wq waits 45 s.', 'A new one.'), past)).toEqual([
    { what: 'warning', before: null, now: 'A new one.' },
    { what: 'warning', before: 'Gone since.', now: null },
  ]);
});

test('a phase that only one of them came to is not compared by its time', () => {
  const more = [
    ...aNight(),
    anEntry({ phase: 'confirm-stopped', title: 'Confirm stopped', endedAt: '2026-11-23T19:00:00.000Z' }),
  ];

  expect(differences(more)).toEqual([]);
});
