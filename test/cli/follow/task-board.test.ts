import { expect, test } from '@jest/globals';
import { rowsOfFleet, rowsOfRun } from '../../../cli/follow/board-rows.ts';
import { runView } from '../../../cli/follow/run-view.ts';
import { showBoard } from '../../../cli/follow/task-board.ts';
import { aHistory, answered, entered, type ShortEvent } from './an-event.ts';

const titles = ['Prepare run', 'Drain nodes', 'Wait for tier', 'Report run'];
const warnings = [{ phase: 'Drain nodes', message: 'one pod is lost' }];

function rowsAt(...events: readonly ShortEvent[]) {
  return rowsOfRun({ ...runView(titles, aHistory(...events)), warnings }, new Date('2026-11-23T20:01:40Z'));
}

test('a phase under way shows how long, what it waits for and its last warning; later ones are open', () => {
  const rows = rowsAt(
    entered('Prepare run'),
    answered('Prepare run', { status: 'done' }),
    entered('Drain nodes'),
    answered('Drain nodes', { status: 'pending', reason: '12 pods left' }),
  );
  expect(rows[0]).toMatchObject({ title: 'Prepare run  1 s', status: 'done', detail: '' });
  expect(rows[1]).toEqual({
    ...{ key: 'Drain nodes', title: 'Drain nodes  1 min 38 s', status: 'open' },
    detail: '… 12 pods left  ! one pod is lost',
  });
  expect(rows.slice(2).map(({ status }) => status)).toEqual(['open', 'open']);
});

test('a phase that failed shows the named error alone: the rest is in the verdict', () => {
  const rows = rowsAt(entered('Drain nodes'), ['ExecutionFailed', { error: 'DrainBlockedError', cause: 'pods: two' }]);
  expect(rows[1]).toMatchObject({ status: 'failed', detail: 'FAILED DrainBlockedError  ! one pod is lost' });
});

test('tiers are one line, which is done only when a later phase has begun', () => {
  const tier: ShortEvent[] = [
    ['PassStateExited', { state: 'Wait for tier: begin', output: '{"item":"security"}' }],
    entered('Wait for tier'),
    answered('Wait for tier', { status: 'done' }),
  ];
  expect(rowsAt(...tier)[2]).toMatchObject({ title: 'Wait for tier (security)  1 s', status: 'open' });
  expect(rowsAt(...tier, entered('Report run'))[2]).toMatchObject({ title: 'Wait for tier  1 s', status: 'done' });
});

test('phases that a skipped run goes past are skipped', () => {
  const rows = rowsAt(
    entered('Prepare run'),
    answered('Prepare run', { status: 'skipped', reason: 'excluded' }),
    entered('Report run'),
  );
  expect(rows.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped', 'open']);
});

test('of very many clusters the last line tells of the rest', () => {
  const clusters = Array.from({ length: 40 }, (_, index) => ({
    ...{ account: '111122223333', region: 'eu-west-1', cluster: `c${index}`, run: null, detail: null },
    status: index === 39 ? ('failed' as const) : ('running' as const),
  }));
  const rows = rowsOfFleet({ clusters });
  expect(rows).toHaveLength(26);
  expect(rows.at(-1)).toMatchObject({ title: 'and 15 more', detail: '14 open, 1 failed', status: 'open' });
});

test.each([true, false])(
  'the board comes to its end with the looks, also where a line has failed (side by side: %s)',
  async (isConcurrent) => {
    const row = { title: 'Drain nodes', detail: '' };
    async function* looksAt() {
      yield [
        { ...row, key: '1', status: 'open' as const },
        { ...row, key: '2', status: 'open' as const },
      ];
      yield [
        { ...row, key: '1', status: 'failed' as const },
        { ...row, key: '2', status: 'open' as const },
      ];
    }
    const last = await showBoard(looksAt(), (rows) => rows, { isConcurrent, renderer: 'silent' });
    expect(last?.[0]?.status).toBe('failed');
  },
);

test('what the looks throw is thrown when the board is closed', async () => {
  async function* looksAt() {
    yield [{ key: '1', title: 'Drain nodes', detail: '', status: 'open' as const }];
    throw new Error('AWS is gone');
  }
  await expect(showBoard(looksAt(), (rows) => rows, { isConcurrent: false, renderer: 'silent' })).rejects.toThrow(
    'gone',
  );
});
