import { describe, expect, test } from '@jest/globals';
import { aMap, branch, diagnose, distributed, done, one } from './a-definition.ts';
import { aPass, aTask } from './an-engine.ts';

describe('an inner scope', () => {
  const setsX = branch(aPass({ Assign: { x: 2 } }));
  const both = (fields: object = {}) => ({
    Type: 'Parallel',
    Branches: [setsX],
    ...('Next' in fields ? {} : { End: true }),
    ...fields,
  });
  const toDone = { ErrorEquals: ['States.ALL'], Next: 'Done' };

  test.each<[string, Record<string, object>]>([
    ['by the state before', { A: aPass({ Assign: { x: 1 }, Next: 'P' }), P: both() }],
    [
      'by a rule that leads here',
      { A: { Type: 'Choice', Choices: [{ Condition: true, Assign: { x: 1 }, Next: 'P' }], Default: 'P' }, P: both() },
    ],
    [
      'by a catcher that leads here',
      { A: aTask('f', { Next: 'P', Catch: [{ ...toDone, Next: 'P', Assign: { x: 1 } }] }), P: both() },
    ],
    [
      'in a loop that leads back',
      {
        P: both({ Assign: { x: 1 }, Next: 'C' }),
        C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'P' }], Default: 'Done' },
        Done: done,
      },
    ],
    [
      'before a Map that is distributed',
      { A: aPass({ Assign: { x: 1 }, Next: 'P' }), P: aMap({ ItemProcessor: { ...distributed, ...setsX } }) },
    ],
    [
      'two scopes further out',
      {
        A: aPass({ Assign: { x: 1 }, Next: 'P' }),
        P: { Type: 'Parallel', Branches: [branch(both(), 'Mid')], End: true },
      },
    ],
  ])('may not assign what is assigned %s', (_, States) => {
    const messages = diagnose({ StartAt: Object.keys(States)[0], States }).map(({ message }) => message);

    expect(messages).toEqual([expect.stringContaining("The variable 'x' is assigned in an outer scope")]);
  });

  test.each<[string, Record<string, object>]>([
    ['after it', { P: both({ Next: 'A' }), A: aPass({ Assign: { x: 1 } }) }],
    ['by the state that holds it', { P: both({ Assign: { x: 1 } }) }],
    ['by its catcher', { P: both({ Catch: [{ ...toDone, Assign: { x: 1 } }] }), Done: done }],
    [
      'on another way',
      { A: aTask('f', { Assign: { x: 1 }, Next: 'Done', Catch: [{ ...toDone, Next: 'P' }] }), P: both(), Done: done },
    ],
    [
      'in a sibling',
      { P: { Type: 'Parallel', Branches: [setsX, branch(aPass({ Assign: { x: 1 } }), 'Other')], End: true } },
    ],
  ])('may assign what is assigned %s', (_, States) => {
    expect(diagnose({ StartAt: Object.keys(States)[0], States })).toEqual([]);
  });
});

describe('a definition is taken', () => {
  test.each<[string, object]>([
    ['with JSONata set by each state', { QueryLanguage: undefined, ...one(aPass({ QueryLanguage: 'JSONata' })) }],
    ['with a comment that looks like an expression', one(aPass({ Comment: '{% (1 %}' }))],
    [
      'in another partition',
      one({ Type: 'Task', Resource: 'arn:aws-cn:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, End: true }),
    ],
    [
      'with names in predicates and after a path',
      one(aPass({ Output: '{% $states.input.items[value > 3].{ "a": b } %}' })),
    ],
    ['with $states as a whole', one(aPass({ Output: '{% [$states, ($states).result] %}' }))],
    ['with tolerated failures in an inline Map', one(aMap({ ToleratedFailurePercentage: 100 }))],
  ])('%s', (_, machine) => {
    expect(diagnose(machine)).toEqual([]);
  });

  test('with warnings for what looks like JSONPath and is plain text', () => {
    expect(diagnose(one(aPass({ Output: { 'a.$': '$.a', b: "States.Format('{}', 1)" } })))).toEqual([
      expect.objectContaining({ severity: 'WARNING', location: '/States/S/Output/a.$' }),
      expect.objectContaining({ severity: 'WARNING', location: '/States/S/Output/b' }),
    ]);
  });
});
