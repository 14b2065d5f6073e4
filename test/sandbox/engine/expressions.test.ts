import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass } from './an-engine.ts';

/** Runs one Pass whose Output is the expression. */
function evaluate(expression: string, input: unknown = {}) {
  return anEngine().run({ StartAt: 'Say', States: { Say: aPass({ Output: { v: `{% ${expression} %}` } }) } }, input);
}

describe('the functions that Step Functions adds give what AWS gives', () => {
  test.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3,4,5], 2.6)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$exists($partition([1,2,3], 0.5))', false],
    ['$exists($partition([], 2))', false],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(5, 1, -1.5)', [5, 4, 3, 2, 1]],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(1, 9, 9)', 1],
    ['[$range(3, 0, 1)]', []],
    ['$exists($range(1, 5))', false],
    ["$hash('Hello', 'MD5')", '8b1a9953c4611296a827abf8c47804d7'],
    ["$hash('Hello', 'SHA-1')", 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'],
    ["$hash('Hello', 'SHA-256')", '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'],
    ["$exists($hash('Hello'))", false],
    ['$random(42)', 0.7275636800328681],
    ['$random(0)', 0.730967787376657],
    ['$random(7.9)', 0.7306990420600421],
    ['$random() < 1', true],
    ['$uuid() = $uuid()', false],
    ['$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)', true],
    ['$parse(\'{"b":[1,2]}\').b', [1, 2]],
    ["$map(['1','2'], $parse)", [1, 2]],
    ['$now()', '2026-11-23T20:00:00.000Z'],
    ["$now('[Y0001]')", '2026'],
    ['$millis()', Date.parse('2026-11-23T20:00:00Z')],
  ])('%s', async (expression, expected) => {
    expect((await evaluate(expression)).result).toEqual({ v: expected });
  });
});

describe('JSONata', () => {
  test.each<[string, unknown]>([
    ['$states.input.none = null', true],
    ['$exists($states.input.none)', true],
    ['$type($states.input.none)', 'null'],
    ['[$states.input.list]', [1]],
    ['$states.input.list[0]', 1],
    ["{'a': $states.input.missing}", {}],
    ['1/0', 'Infinity'],
    ['[0/0]', ['NaN']],
    ['($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(31))', 31],
  ])('gives plain JSON for %s', async (expression, expected) => {
    expect((await evaluate(expression, { none: null, list: [1] })).result).toEqual({ v: expected });
  });

  test.each([
    ['$states.input.missing', 'returned nothing (undefined).'],
    [
      "$sum(['a'])",
      'threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    ],
    ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ["$hash('a', 'md5')", 'threw an error during evaluation. D3137: Hash algorithm'],
    ['$partition([1], -1)', 'threw an error during evaluation. D3137: Second argument must be zero or greater'],
    ["$partition('a', 1)", 'threw an error during evaluation. T0410: Argument 1 of function "partition"'],
    ["$parse('{')", 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$uuid(1)', 'threw an error during evaluation. T0410: Argument 1 of function "uuid"'],
    ['$range(1, 1000000000, 1)', 'threw an error during evaluation: Expression evaluation memory limit exceeded'],
    [
      '($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(32))',
      'threw an error during evaluation: Stack overflow error',
    ],
    ['$uppercase', 'returned an unsupported result type.'],
    ["{'a': function($x){$x}}", 'returned an unsupported result type.'],
  ])('fails the state for %s, naming state, field and expression', async (expression, reason) => {
    const { status, error, cause, events } = await evaluate(expression);

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    const where = `An error occurred while executing the state 'Say' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output/v' `;
    expect(cause).toContain(where + reason);
    expect(events[2]).toMatchObject({
      type: 'EvaluationFailed',
      evaluationFailedEventDetails: { error, cause, location: 'Output/v', state: 'Say' },
    });
  });

  test.each([
    [{ a: { b: [[1, '{% $states.input.x %}']] } }, 'Output/a/b[0][1]'],
    ['{% $states.input.x %}', 'Output'],
  ])('names the place inside a template: %j', async (Output, location) => {
    const { events } = await anEngine().run({ StartAt: 'Say', States: { Say: aPass({ Output }) } });

    expect(events[2]).toMatchObject({ evaluationFailedEventDetails: { location } });
  });

  test('leaves every string alone that is not one expression from end to end', async () => {
    const Output = { a: ' {% 1 %} ', 'b.$': '$.x', c: "States.Format('{}')", d: '$states.input', e: ['{% 1 %}'] };

    const { result } = await anEngine().run({ StartAt: 'Say', States: { Say: aPass({ Output }) } });

    expect(result).toEqual({ ...Output, e: [1] });
  });

  test('gives the same random numbers and names for the same seed', async () => {
    const machine = { StartAt: 'Say', States: { Say: aPass({ Output: '{% [$random(), $uuid()] %}' }) } };

    const [first, same, other] = await Promise.all([1, 1, 2].map((seed) => anEngine({}, seed).run(machine)));

    expect(same?.result).toEqual(first?.result);
    expect(other?.result).not.toEqual(first?.result);
  });
});
