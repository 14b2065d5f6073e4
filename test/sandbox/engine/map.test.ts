import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, aTask, namedError } from './an-engine.ts';

const branch = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const chain = (events: readonly { id: number; previousEventId: number; type: string }[]) =>
  events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

describe('a Map', () => {
  const map = (fields: object, states: Record<string, object> = { Say: aPass() }) => ({
    StartAt: 'Each',
    States: { Each: { Type: 'Map', ItemProcessor: branch(states), End: true, ...fields } },
  });

  test('goes through its input, or its Items with what the ItemSelector makes of each', async () => {
    expect((await anEngine().run(map({}), [1, 'two', null])).result).toEqual([1, 'two', null]);
    const fields = {
      Items: '{% $states.input.list %}',
      ItemSelector: {
        v: '{% $states.context.Map.Item.Value %}',
        i: '{% $states.context.Map.Item.Index %}',
        k: '{% $states.input.k %}',
      },
    };
    expect((await anEngine().run(map(fields), { list: ['a'], k: 1 })).result).toEqual([{ v: 'a', i: 0, k: 1 }]);
    expect((await anEngine().run(map({ Items: [] }))).result).toEqual([]);
  });

  test('shows the item to the states inside', async () => {
    const Output = '{% [$states.context.Map.Item.Index, $states.context.Map.Item.Source] %}';

    expect((await anEngine().run(map({ Items: ['x'] }, { Say: aPass({ Output }) }))).result).toEqual([
      [0, 'STATE_DATA'],
    ]);
  });

  test.each(['1', "'text'", 'null', "{'a': 1}"])('fails on Items that are %s', async (items) => {
    expect((await anEngine().run(map({ Items: `{% ${items} %}` }))).error).toBe('States.QueryEvaluationError');
  });

  test('one at a time, has the events and the chain that AWS records', async () => {
    const { events } = await anEngine().run(map({ Items: '{% [1,2,3] %}', MaxConcurrency: 1 }));

    expect(chain(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<10 MapIterationStarted',
      '13<12 PassStateEntered',
      '14<13 PassStateExited',
      '15<14 MapIterationSucceeded',
      '16<15 MapStateSucceeded',
      '17<15 MapStateExited',
      '18<17 ExecutionSucceeded',
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 3 });
    expect(events[7]?.mapIterationStartedEventDetails).toEqual({ index: 1, name: 'Each' });
  });

  test.each<[unknown, number]>([
    [0, 40],
    [3, 3],
    ['{% $states.input %}', 2],
    [100, 40],
  ])('with MaxConcurrency %j runs %i iterations at once', async (MaxConcurrency, most) => {
    let [now, seen] = [0, 0];
    const engine = anEngine({
      async work() {
        seen = Math.max(seen, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
      },
    });

    await engine.run(map({ Items: '{% [1..50] %}', MaxConcurrency }, { Work: aTask('work') }), 2);

    expect(seen).toBe(most);
    expect(engine.calls.work).toHaveLength(50);
  });

  test('aborts the other iterations when one fails', async () => {
    const engine = anEngine({
      work(payload) {
        if (payload === 2) throw namedError('Boom');
        return new Promise((resolve) => setTimeout(resolve, 5));
      },
    });

    const { error, events, types } = await engine.run(map({ Items: [1, 2, 3] }, { Work: aTask('work') }));

    expect(error).toBe('Boom');
    const failed = types.indexOf('TaskFailed') + 1;
    expect(events.slice(failed).map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
      ['MapIterationFailed', failed],
      ['TaskStateAborted', failed],
      ['MapIterationAborted', failed],
      ['TaskStateAborted', failed],
      ['MapIterationAborted', failed],
      ['TaskStateAborted', failed],
      ['MapStateFailed', failed],
      ['ExecutionFailed', events.length - 1],
    ]);
    expect(events[failed]?.mapIterationFailedEventDetails).toEqual({ index: 1, name: 'Each' });
  });
});
