import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aHistory, type Step } from './history.ts';
import { readHistory } from './read-history.ts';

const histories = fc.sample(aHistory, { seed: 20_260_112, numRuns: 300 });
const steps = histories.flatMap((history) => history.steps);

test('a history that was printed is read back as it was', () => {
  expect(histories.map((history) => readHistory(JSON.stringify(history)))).toEqual(histories);
});

test.each([
  ['{', 'JSON'],
  ['{}', 'evening'],
  ['{"evening":{},"steps":[]}', 'evening.apps'],
  ['{"steps":[],"evening":{"apps":{"minSize":"1"}}}', 'evening.apps.minSize'],
])('%s is no history', (text, where) => {
  expect(() => readHistory(text)).toThrow(where);
});

test('a step that there is not is named', () => {
  const [history] = histories;
  const text = JSON.stringify({ ...history, steps: [{ do: 'sleep' }] });
  expect(() => readHistory(text)).toThrow('steps.0.do');
});

test('a sample has every kind of step, two runs at once, and redrives of each kind', () => {
  const kinds = new Set(steps.map((step) => step.do));
  expect([...kinds].sort()).toEqual(
    [
      ...['stop', 'start', 'dry stop', 'dry start', 'redrive', 'wait', 'lose table', 'lose record', 'lose mark'],
      ...['resize', 'edit webhook', 'scale autoscaler', 'cordon', 'uncordon'],
    ].sort(),
  );
  const meanwhiles = steps.flatMap((step) => ('meanwhile' in step && step.meanwhile ? [step.meanwhile.what] : []));
  for (const what of ['it is aborted', 'a start takes over', 'another stop begins'] as const) {
    expect(meanwhiles.filter((one) => one === what).length).toBeGreaterThan(20);
  }
  expect(histories.filter(isFailedAndRedriven(1)).length).toBeGreaterThan(20);
  expect(histories.filter(isFailedAndRedriven(2)).length).toBeGreaterThan(20);
});

/** Whether a run that fails is followed, so many steps later, by its redrive. */
function isFailedAndRedriven(later: number): (history: { readonly steps: readonly Step[] }) => boolean {
  return ({ steps: all }) =>
    all.some((step, index) => 'crash' in step && step.crash?.lasts === true && all[index + later]?.do === 'redrive');
}
