import { expect, test } from '@jest/globals';
import { type PhaseView, runView } from '../../../cli/follow/run-view.ts';
import { aHistory, answered, entered } from './an-event.ts';

const titles = ['Prepare run', 'Drain nodes', 'Report run'];

function shown({ phases }: { readonly phases: readonly PhaseView[] }): string[] {
  return phases.map(({ title, item, status, passes, reason }) =>
    [title, item, status, passes, reason].filter((part) => part !== null).join(' '),
  );
}

test('phases that are not reached yet wait in the order of the runbook', () => {
  expect(shown(runView(titles, []))).toEqual([
    'Prepare run waiting 0',
    'Drain nodes waiting 0',
    'Report run waiting 0',
  ]);
});

test('a phase that answers pending goes on, with its last reason, and ends when it answers done', () => {
  const events = aHistory(
    entered('Drain nodes'),
    answered('Drain nodes', { status: 'pending', reason: '12 pods left', summary: { podsLeft: 12 } }),
    entered('Drain nodes'),
    answered('Drain nodes', { status: 'pending', reason: '3 pods left', summary: { podsLeft: 3 } }),
  );
  const going = runView(['Drain nodes'], events);
  expect(shown(going)).toEqual(['Drain nodes pending 2 3 pods left']);
  expect(going.phases[0]).toMatchObject({ summary: { podsLeft: 3 }, endedAt: null, startedAt: events[0]?.at });

  const more = [...events, ...aHistory(answered('Drain nodes', { status: 'done', summary: { podsLeft: 0 } }))];
  expect(runView(['Drain nodes'], more).phases[0]).toMatchObject({ status: 'done', passes: 3, reason: null });
});

test('each tier that has been come to is a phase of its own', () => {
  const tier = (name: string, status: string) => [
    ['PassStateExited', { state: 'Wait for tier: begin', output: `{"item":"${name}"}` }] as const,
    entered('Wait for tier'),
    answered('Wait for tier', { status }),
  ];
  const ended = ['PassStateExited', { state: 'Wait for tier: end', output: '{}' }] as const;
  const events = aHistory(...tier('core-kubernetes', 'done'), ended, ...tier('security', 'pending'));
  expect(shown(runView(['Wait for tier', 'Report run'], events))).toEqual([
    'Wait for tier core-kubernetes done 1',
    'Wait for tier security pending 1',
    'Report run waiting 0',
  ]);
});

test('Prepare run hands over the run that it has made', () => {
  const run = { id: 'dev-stop-1', dryRun: true };
  const events = aHistory(
    entered('Prepare run'),
    answered('Prepare run', { status: 'skipped', reason: 'excluded', run }),
  );
  expect(runView(titles, events)).toMatchObject({ run, phases: [{ status: 'skipped', reason: 'excluded' }, {}, {}] });
});

const failed = [
  ['TaskFailed', { error: 'DrainBlockedError', cause: '{"errorMessage":"2 pods block."}' }],
  ['ExecutionFailed', { error: 'DrainBlockedError', cause: '{"errorMessage":"2 pods block."}' }],
] as const;

test.each([
  ['that fails by itself', failed, 'DrainBlockedError: 2 pods block.'],
  [
    'that is ended from outside',
    [['ExecutionAborted', { error: 'Aborted', cause: 'By Ann.' }]] as const,
    'Aborted: By Ann.',
  ],
  ['that runs out of time', [['ExecutionTimedOut', { error: 'States.Timeout' }]] as const, 'States.Timeout'],
])('an execution %s fails at the phase that it was in', (_how, ends, reason) => {
  const events = aHistory(entered('Drain nodes'), ...ends);
  expect(runView(titles, events).phases[1]).toMatchObject({ status: 'failed', reason, endedAt: events.at(-1)?.at });
});

test('a failure that is tried again is told and does not end the phase', () => {
  const events = aHistory(entered('Drain nodes'), ['TaskFailed', { error: 'TransientError', cause: 'throttled' }]);
  expect(runView(titles, events).phases[1]).toMatchObject({ status: 'pending', reason: 'TransientError: throttled' });
});

test('a redriven run goes on at the phase that had failed, and keeps what came before', () => {
  const events = aHistory(
    entered('Prepare run'),
    answered('Prepare run', { status: 'done' }),
    entered('Drain nodes'),
    ...failed,
    ['ExecutionRedriven'],
  );
  expect(shown(runView(titles, events))).toEqual([
    'Prepare run done 1',
    'Drain nodes pending 0',
    'Report run waiting 0',
  ]);

  const over = [...events, ...aHistory(answered('Drain nodes', { status: 'done' }))];
  expect(runView(titles, over).phases[1]).toMatchObject({ status: 'done', passes: 1 });
});

test('without the titles of the runbook the phases stand as they were reached', () => {
  expect(shown(runView([], aHistory(entered('Record state'))))).toEqual(['Record state pending 0']);
});
