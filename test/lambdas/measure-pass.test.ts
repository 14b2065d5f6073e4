import { describe, expect, test } from '@jest/globals';
import { asLambda } from '../../lambdas/as-lambda.ts';
import { type MeasuredPass, measurePass } from '../../lambdas/measure-pass.ts';
import { anEvent, aRun, aWiring, lambda, noon } from './a-wiring.ts';

const aPass = (changes: Partial<MeasuredPass> = {}): MeasuredPass => ({
  ...{ phase: 'drain-nodes', item: null, action: 'stop', runId: 'monday', cluster: 'dev', dryRun: false },
  since: new Date('2026-11-02T11:50:00.000Z'),
  endedAt: noon,
  ...changes,
});
const summary = {
  ...{ status: 'succeeded', seconds: 840, nodesStopped: 12, evicted: 80, residual: 3, forced: 1, drift: 0, lost: 2 },
};

test('the pass that ends a phase says how long it took since its loop was entered', () => {
  expect(measurePass(aPass(), { status: 'done', summary: {} })).toEqual([
    {
      at: noon,
      dimensions: { action: 'stop', phase: 'drain-nodes' },
      properties: { cluster: 'dev', run: 'monday' },
      values: { PhaseSeconds: 600 },
    },
  ]);
});

test('a pass that is to be repeated says nothing, and neither does a dry run', () => {
  expect(measurePass(aPass(), { status: 'pending', waitSeconds: 5, reason: 'pods', summary: {} })).toEqual([]);
  expect(measurePass(aPass({ dryRun: true, phase: 'report-run' }), { status: 'done', summary })).toEqual([]);
});

describe('Report run', () => {
  test('says what the run came to', () => {
    const [, ofRun] = measurePass(aPass({ phase: 'report-run' }), { status: 'done', summary });
    expect(ofRun).toMatchObject({
      dimensions: { action: 'stop' },
      values: {
        ...{ RunsSucceeded: 1, RunSeconds: 840, NodesStopped: 12, PodsEvicted: 80 },
        ...{ PodsResidual: 3, PodsForced: 1, DriftFound: 0 },
      },
    });
  });

  test('of a run that was skipped says just that', () => {
    const [, ofRun] = measurePass(aPass({ phase: 'report-run' }), {
      status: 'done',
      summary: { ...summary, status: 'skipped', seconds: 2 },
    });
    expect(ofRun?.values).toEqual({ RunsSkipped: 1 });
  });
});

test('a handler measures its phase once, after it was journalled', async () => {
  const wiring = aWiring();
  const handler = asLambda('drain-nodes', 'Drain nodes', async () => ({ status: 'done', summary: {} }), wiring);
  await handler(anEvent({ enteredAt: '2026-11-02T11:59:30.000Z' }), lambda);
  expect(wiring.measurements.map(({ values }) => values)).toEqual([{ PhaseSeconds: 30 }]);
});

test('a phase that failed is not measured: it has not ended', async () => {
  const wiring = aWiring();
  const failing = asLambda('drain-nodes', 'Drain nodes', () => Promise.reject(new Error('no')), wiring);
  await expect(failing(anEvent({ run: aRun() }), lambda)).rejects.toThrow('no');
  expect(wiring.measurements).toEqual([]);
});
