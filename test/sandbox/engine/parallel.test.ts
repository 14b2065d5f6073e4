import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, aTask, ended, namedError } from './an-engine.ts';

const branch = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const wait = (Seconds: unknown, fields: object = {}) => ({ Type: 'Wait', Seconds, End: true, ...fields });
const chain = (events: readonly { id: number; previousEventId: number; type: string }[]) =>
  events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

describe('a Parallel', () => {
  const parallel = (fields: object) => ({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', End: true, ...fields } },
  });

  test('gives every branch its Arguments and takes their outputs in order', async () => {
    const engine = anEngine();

    const { result, events } = await engine.run(
      parallel({
        Arguments: { n: '{% $states.input %}' },
        Branches: [
          branch({ Slow: wait(5, { Output: '{% $states.input.n %}' }) }),
          branch({ Fast: aPass({ Output: '{% $states.input.n + 1 %}' }) }),
        ],
      }),
      7,
    );

    expect(result).toEqual([7, 8]);
    expect(chain(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered',
      '5<3 PassStateEntered',
      '6<5 PassStateExited',
      '7<4 WaitStateExited',
      '8<7 ParallelStateSucceeded',
      '9<7 ParallelStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  test('fails with the first branch that fails, and the others are left where they are', async () => {
    const engine = anEngine({
      bad() {
        throw namedError('Boom');
      },
      slow: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });

    const { error, types, events, arn } = await engine.run(
      parallel({
        Branches: [branch({ A: aTask('slow') }), branch({ B: wait(60) }), branch({ C: aTask('bad') })],
      }),
    );

    expect(error).toBe('Boom');
    const failed = types.indexOf('TaskFailed');
    expect(types.slice(failed)).toEqual([
      'TaskFailed',
      'TaskStateAborted',
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect(events.at(-2)?.previousEventId).toBe(failed + 1);
    await engine.clock.settled();
    expect(ended(engine, arn).types).toEqual(types);
  });

  test('can be retried and caught as a whole', async () => {
    const engine = anEngine({
      flaky(_, call) {
        if (call < 3) throw namedError('Boom');
        return call;
      },
    });
    const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }];
    const Catch = [{ ErrorEquals: ['Boom'], Next: 'Caught' }];
    const machine = parallel({ Branches: [branch({ A: aTask('flaky') })], Retry, Catch });

    const { result } = await engine.run({ ...machine, States: { ...machine.States, Caught: { Type: 'Succeed' } } });

    expect(result).toMatchObject({ Error: 'Boom' });
    expect(engine.calls.flaky).toHaveLength(2);
  });
});

describe('scopes', () => {
  test('an inner scope reads the outer one; what it assigns stays inside', async () => {
    const { result } = await anEngine().run({
      StartAt: 'Set',
      States: {
        Set: aPass({ Assign: { outer: 1 }, Next: 'Both' }),
        Both: {
          Type: 'Parallel',
          Branches: ['a', 'b'].map((name) =>
            branch({
              [`set ${name}`]: aPass({ Assign: { inner: name }, Next: `say ${name}` }),
              [`say ${name}`]: aPass({ Output: '{% [$outer, $inner] %}' }),
            }),
          ),
          Next: 'See',
        },
        See: aPass({ Output: '{% {"from": $states.input, "inner": $exists($inner)} %}' }),
      },
    });

    expect(result).toEqual({
      from: [
        [1, 'a'],
        [1, 'b'],
      ],
      inner: false,
    });
  });

  test('a distributed Map sees no variable of the outer scope', async () => {
    const { error } = await anEngine().run({
      StartAt: 'Set',
      States: {
        Set: aPass({ Assign: { outer: 1 }, Next: 'Each' }),
        Each: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            ...branch({ See: aPass({ Output: '{% $outer %}' }) }),
          },
          End: true,
        },
      },
    });

    expect(error).toBe('States.ExceedToleratedFailureThreshold');
  });
});
