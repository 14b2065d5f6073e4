import { expect, test } from '@jest/globals';
import { fleetLines, runLines } from '../../../cli/follow/follow-lines.ts';
import type { FleetLook, RunLook } from '../../../cli/follow/followed.ts';
import { runView } from '../../../cli/follow/run-view.ts';
import { aHistory, answered, entered, type ShortEvent } from './an-event.ts';

const standing = {
  ...{ status: 'RUNNING', startedAt: new Date(0), endedAt: null, input: '{}' },
  ...{ output: null, error: null, cause: null },
};

function aLook(events: readonly ShortEvent[], warnings: RunLook['warnings'] = []): RunLook {
  return { ...standing, ...runView(['Drain nodes'], aHistory(...events)), warnings };
}

/** What is printed at each of the looks. */
function printedAt<Look>(lines: (print: (line: string) => void) => (look: Look) => void, looks: readonly Look[]) {
  const printed: string[] = [];
  const show = lines((line) => void printed.push(line.replaceAll(/ +/g, ' ')));
  return looks.map((look) => {
    show(look);
    return printed.splice(0);
  });
}

test('a phase has a line when what it says changes, with the time of that, and how long it took at its end', () => {
  const pending = answered('Drain nodes', { status: 'pending', reason: '12 pods left' });
  const done = answered('Drain nodes', { status: 'done', summary: { podsLeft: 0 } });
  const looks = [
    aLook([entered('Drain nodes'), pending]),
    aLook([entered('Drain nodes'), pending, entered('Drain nodes')]),
    aLook([entered('Drain nodes'), pending, entered('Drain nodes'), done]),
  ];
  expect(printedAt(runLines, looks)).toEqual([
    ['20:00:01 Drain nodes … 12 pods left'],
    [],
    ['20:00:03 Drain nodes pods left 0 (3 s)'],
  ]);
});

test('a phase that has not answered is told only where it takes longer than a look', () => {
  const look = aLook([entered('Drain nodes')]);
  expect(printedAt(runLines, [look, look, look])).toEqual([[], ['20:00:00 Drain nodes …'], []]);
});

test('each warning is told once, with what a terminal would act upon written out', () => {
  const warning = { phase: 'Drain nodes', message: 'pod a\u001b[2J is lost' };
  const looks = [aLook([]), aLook([], [warning]), aLook([], [warning, { ...warning, message: 'and b' }])];
  expect(printedAt(runLines, looks)).toEqual([
    [],
    [' warning Drain nodes: pod a\\u{1b}[2J is lost'],
    [' warning Drain nodes: and b'],
  ]);
});

test('a cluster of a fleet has a line when its phase changes and when it is over', () => {
  const dev = { account: '111122223333', region: 'eu-west-1', cluster: 'dev', run: 'dev-stop-1' };
  const looks = [
    { ...standing, clusters: [{ ...dev, run: null, status: 'waiting', detail: null }] },
    { ...standing, clusters: [{ ...dev, status: 'running', detail: 'Drain nodes' }] },
    { ...standing, clusters: [{ ...dev, status: 'running', detail: 'Drain nodes' }] },
    { ...standing, clusters: [{ ...dev, status: 'failed', detail: 'NodeGroupError: no capacity' }] },
  ] satisfies FleetLook[];
  expect(printedAt<FleetLook>(fleetLines, looks)).toEqual([
    [],
    ['dev … Drain nodes'],
    [],
    ['dev FAILED: NodeGroupError: no capacity'],
  ]);
});
