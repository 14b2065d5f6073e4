import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { costPage, dollarsOfNight, targetDollars } from '../../build/cost/cost-page.ts';
import type { CountedNight, NightCounts } from '../../build/cost/count-night.ts';
import type { StandingResources } from '../../build/cost/standing-resources.ts';
import { tableUnits } from '../../build/cost/table-units.ts';

const standing: StandingResources = {
  keys: 0,
  alarms: 0,
  dashboards: 0,
  ticksPerMonth: 0,
  memoryMb: new Map([['drain-nodes', 1024]]),
};

function aNight(changes: Partial<NightCounts> = {}, measuredSeconds = 0): CountedNight {
  const nothing = { executions: 0, transitions: 0, historyEvents: 0, tableWrites: 0, tableReads: 0, bucketWrites: 0 };
  const counts = { nodeGroups: 1, functions: new Map(), ...nothing, notices: 0, logBytes: 0, metrics: 0, ...changes };
  return { counts, measuredSeconds };
}

function dollarsMore(changes: Partial<NightCounts>): number {
  return dollarsOfNight(aNight(changes), standing) - dollarsOfNight(aNight(), standing);
}

test('the page that is checked in meets the target', () => {
  const page = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');
  const [, dollars] = /10 node groups cost \*\*([\d.]+) USD\*\*/.exec(page) ?? [];

  expect(Number(dollars)).toBeGreaterThan(0);
  expect(Number(dollars)).toBeLessThanOrEqual(targetDollars);
});

describe('a night costs', () => {
  test('2.5 cents for a thousand transitions', () => {
    expect(dollarsMore({ transitions: 1000 })).toBeCloseTo(0.025, 9);
  });

  test('a function’s memory for as long as it waits: 1 GB for a hundred requests of 30 ms and a start of 800 ms', () => {
    const functions = new Map([
      ['arn:aws:lambda:eu-west-1:1:function:drain-nodes', { invocations: 0, requests: 100, coldStarts: 1 }],
    ]);

    // 3.8 GB-s are charged as 4 here: the page rounds up.
    expect(dollarsMore({ functions })).toBeCloseTo(4 * 0.0000133334, 9);
  });

  test('a whole CPU’s memory for as long as the functions work', () => {
    const [idle, busy] = [aNight(), aNight({}, 1024)].map((night) => dollarsOfNight(night, standing));

    expect((busy ?? 0) - (idle ?? 0)).toBeCloseTo(1769 * 0.0000133334, 9);
  });
});

test('a function that the template does not have is an error, not a price of nothing', () => {
  const functions = new Map([['unknown', { invocations: 1, requests: 1, coldStarts: 1 }]]);

  expect(() => costPage(aNight({ functions }), standing)).toThrow('The template has no function unknown.');
});

describe('the table’s units', () => {
  const answer = { statusCode: 200, headers: {}, body: '{}' };
  const key = { pk: { S: 'p' }, sk: { S: 's' } };

  test('an item of 2.5 KB is written with three, and read in steps of 4 KB', () => {
    const units = tableUnits();
    units.count('PutItem', { Item: { ...key, text: { S: 'x'.repeat(2500) } } }, answer);
    units.count('GetItem', { Key: key }, { ...answer, body: 'x'.repeat(4097) });

    expect({ writes: units.writes, reads: units.reads }).toEqual({ writes: 3, reads: 2 });
  });

  test('what is appended to an item counts with what it had', () => {
    const units = tableUnits();
    const append = { Key: key, UpdateExpression: 'SET a = list_append(a, :a)', text: 'x'.repeat(900) };
    units.count('UpdateItem', append, answer);
    units.count('UpdateItem', append, answer);

    expect(units.writes).toBe(1 + 2);
  });
});
