import { describe, expect, test } from '@jest/globals';
import { readDefinition } from '../../../sandbox/engine/definition/read-definition.ts';
import { aMap, branch, diagnose, done, lambda, one } from './a-definition.ts';
import { aPass, aTask } from './an-engine.ts';

describe('a definition is refused, with the state and the field', () => {
  test.each<[string, object, string, string]>([
    ['a state of JSONPath', { QueryLanguage: 'JSONPath', ...one(aPass()) }, '/States/S/QueryLanguage', 'JSONata alone'],
    [
      'a state of JSONPath in a JSONata machine',
      one(aPass({ QueryLanguage: 'JSONPath' })),
      '/States/S',
      "can not be 'JSONPath'",
    ],
    [
      'an unknown query language',
      { ...one(aPass()), QueryLanguage: 'jsonata' },
      '/QueryLanguage',
      'one of the following',
    ],
    [
      'InputPath',
      one(aPass({ InputPath: '$' })),
      '/States/S',
      "field 'InputPath' is only supported for the 'JSONPath'",
    ],
    ['ResultPath', one(aTask('f', { ResultPath: '$.x' })), '/States/S', "field 'ResultPath'"],
    [
      'Parameters',
      one({ Type: 'Task', Resource: lambda, Parameters: {}, End: true }),
      '/States/S',
      "field 'Parameters'",
    ],
    ['ItemsPath', one(aMap({ ItemsPath: '$' })), '/States/S', "field 'ItemsPath'"],
    ['an unknown type', one({ Type: 'Loop' }), '/States/S/Type', 'one of the following: [Pass, Task'],
    ['an unknown field', one(aPass({ Outptu: 1 })), '/States/S/Outptu', "Field 'Outptu' is not supported"],
    ['an unknown field of the machine', { ...one(aPass()), Start: 'S' }, '/Start', "Field 'Start' is not supported"],
    [
      'a StartAt that is not there',
      { StartAt: 'X', States: { S: aPass() } },
      '/StartAt',
      "Missing 'StartAt' target: X",
    ],
    ['no StartAt', { States: { S: aPass() } }, '/', 'These fields are required: [StartAt]'],
    [
      'a Next that is not there',
      { StartAt: 'S', States: { S: aPass({ Next: 'X' }), T: aPass() } },
      '/States/S/Next',
      "Missing 'Next' target: X",
    ],
    [
      'a Catch to nowhere',
      one(aTask('f', { Catch: [{ ErrorEquals: ['E'], Next: 'X' }] })),
      '/States/S/Catch[0]/Next',
      'X',
    ],
    [
      'a state that nothing leads to',
      { StartAt: 'S', States: { S: aPass(), T: aPass() } },
      '/States/T',
      'State "T" is not reachable.',
    ],
    ['a machine without an end', { StartAt: 'S', States: { S: aPass({ Next: 'S' }) } }, '/', 'No reachable state ends'],
    ['Next and End', one(aPass({ Next: 'Done', End: true })), '/States/S', "exactly one of 'Next' and 'End: true'"],
    ['neither Next nor End', one({ Type: 'Pass' }), '/States/S', "exactly one of 'Next' and 'End: true'"],
    [
      'the name of a state twice',
      { StartAt: 'S', States: { S: aMap({ ItemProcessor: branch(aPass(), 'S') }) } },
      '/States/S/ItemProcessor/States/S',
      'Duplicate state name: S',
    ],
    [
      'an expression that does not parse',
      one(aPass({ Output: { v: ['{% a[1,2) %}'] } })),
      '/States/S/Output/v[0]',
      'Expected "]"',
    ],
    ['an expression without an end', one(aPass({ Output: '{% 1' })), '/States/S/Output', "must end with '%}'"],
    [
      'a name without its $',
      one(aPass({ Output: { v: '{% phone %}' } })),
      '/States/S/Output/v',
      "Reference to 'phone' at the top level is not supported.",
    ],
    ['$$', one(aPass({ Output: '{% $$.a %}' })), '/States/S/Output', "Reference to '$$' is not supported."],
    [
      'errorOutput outside a Catch',
      one(aTask('f', { Output: '{% $states.errorOutput %}' })),
      '/States/S/Output',
      "Reference to '$states.errorOutput'",
    ],
    [
      'result before there is one',
      one(aTask('f', { Arguments: { FunctionName: 'f', Payload: '{% $states.result %}' } })),
      '/States/S/Arguments/Payload',
      "Reference to '$states.result'",
    ],
    [
      'result where a state has none',
      one(aPass({ Assign: { v: '{% $states.result[0] %}' } })),
      '/States/S/Assign/v',
      "Reference to '$states.result'",
    ],
    [
      'a member that $states has not',
      one(aPass({ Output: '{% $states.item %}' })),
      '/States/S/Output',
      "Reference to '$states.item'",
    ],
    ['a variable called states', one(aPass({ Assign: { states: 1 } })), '/States/S/Assign/states', 'reserved'],
    [
      'a variable that cannot be one',
      one(aPass({ Assign: { 'a-b': 1 } })),
      '/States/S/Assign/a-b',
      'not a valid variable name',
    ],
    ['an Assign that is no object', one(aPass({ Assign: '{% {} %}' })), '/States/S/Assign', '[OBJECT]'],
  ])('%s', (_, machine, location, words) => {
    expect(diagnose(machine)).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', location, message: expect.stringContaining(words) }),
    );
  });

  test.each([
    ['', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object'],
    ['[]', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object'],
    ['not a definition', 'INVALID_JSON_DESCRIPTION', 'not'],
    ['{}', 'SCHEMA_VALIDATION_FAILED', 'These fields are required: [States, StartAt]'],
    [
      `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":${JSON.stringify(done)},"A":${JSON.stringify(done)}}}`,
      'DUPLICATE_STATE_NAME',
      'Duplicate state name: A',
    ],
  ])('that is the text %j', (text, code, words) => {
    expect(readDefinition(text).diagnostics).toContainEqual(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });
});
