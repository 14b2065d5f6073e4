import { describe, expect, test } from '@jest/globals';
import { messageIn } from '../../../sandbox/aws/sns-publish.ts';

const attribute = (Name: string, DataType: string, StringValue: string, number = 1) => ({
  [`MessageAttributes.entry.${number}.Name`]: Name,
  [`MessageAttributes.entry.${number}.Value.DataType`]: DataType,
  [`MessageAttributes.entry.${number}.Value.StringValue`]: StringValue,
});
const inJson = (bodies: unknown) => ({ MessageStructure: 'json', Message: JSON.stringify(bodies) });

describe('a message to a topic', () => {
  test('has a body for each protocol, and the default for the others', () => {
    const { message, bodies } = messageIn(inJson({ default: 'text', sqs: '{}', http: 7 }));
    expect({ message, bodies }).toEqual({ message: 'text', bodies: { default: 'text', sqs: '{}' } });
  });

  test('has attributes, and lists of them', () => {
    const input = { ...attribute('kind', 'String', 'failure'), ...attribute('kinds', 'String.Array', '["a","b"]', 2) };
    expect(messageIn({ Message: 'x', ...input }).attributes).toEqual({ kind: 'failure', kinds: ['a', 'b'] });
  });

  test.each([
    ['no text', { Message: '' }, 'Empty message'],
    ['no default body', inJson({ email: 'text' }), 'No default entry'],
    ['a default that is no text', inJson({ default: 1 }), 'No default entry'],
    ['a broken body', { MessageStructure: 'json', Message: '{' }, 'failed to parse'],
    ['another structure', { MessageStructure: 'xml', Message: 'x' }, 'MessageStructure'],
    ['a subject of 101 characters', { Message: 'x', Subject: 'x'.repeat(101) }, 'Subject'],
    ['a subject of two lines', { Message: 'x', Subject: 'a\nb' }, 'Subject'],
    ['a subject that is not ASCII', { Message: 'x', Subject: 'dév' }, 'Subject'],
    ['more than 256 KB', { Message: 'x'.repeat(256 * 1024 + 1) }, 'too long'],
    ['an empty attribute', { Message: 'x', ...attribute('kind', 'String', '') }, 'non-empty'],
    ['a reserved attribute', { Message: 'x', ...attribute('AWS.kind', 'String', 'a') }, 'name'],
    ['an attribute of no type', { Message: 'x', ...attribute('kind', 'Text', 'a') }, 'type'],
    ['a list that is none', { Message: 'x', ...attribute('kind', 'String.Array', 'a') }, 'not a JSON array'],
  ])('is refused with %s', (_what, input, problem) => {
    expect(() => messageIn(input)).toThrow(problem);
  });
});
