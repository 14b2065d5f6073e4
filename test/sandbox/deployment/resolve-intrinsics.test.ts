import { expect, test } from '@jest/globals';
import { resolveIntrinsics } from '../../../sandbox/deployment/resolve-intrinsics.ts';

const values = {
  pseudo: { 'AWS::Region': 'eu-west-1' },
  ref: { Table: 'EksScheduler-Table' },
  attribute: { 'Table.Arn': 'arn:table' },
};

/** A placeholder of Fn::Sub. */
const of = (name: string) => `\${${name}}`;

test.each<[string, unknown, unknown]>([
  ['Ref to a resource', { Ref: 'Table' }, 'EksScheduler-Table'],
  ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
  ['Fn::GetAtt with a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
  ['Fn::GetAtt with a text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:table'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-EksScheduler-Table'],
  [
    'Fn::Sub',
    { 'Fn::Sub': `in ${of('AWS::Region')}: ${of('Table')} is ${of('Table.Arn')}` },
    'in eu-west-1: EksScheduler-Table is arn:table',
  ],
  ['what lies deep inside', { a: [{ b: { Ref: 'Table' } }] }, { a: [{ b: 'EksScheduler-Table' }] }],
  ['a part of a text', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['plain values', { a: 1, b: null, c: 'Ref' }, { a: 1, b: null, c: 'Ref' }],
])('%s is resolved', (_what, value, resolved) => {
  expect(resolveIntrinsics(value, values)).toEqual(resolved);
});

test.each<[string, unknown, string]>([
  ['a function that the sandbox does not know', { 'Fn::ImportValue': 'a' }, 'Fn::ImportValue'],
  ['a name that nothing has', { Ref: 'Nobody' }, 'Nobody'],
  ['an attribute that nothing has', { 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'Table.StreamArn'],
  ['a name inside Fn::Sub that nothing has', { 'Fn::Sub': of('Nobody') }, 'Nobody'],
  ['Fn::Sub with values of its own', { 'Fn::Sub': [of('a'), { a: 'b' }] }, 'Fn::Sub'],
  ['Fn::Select behind the end of a list', { 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select'],
  ['Fn::Join without a list', { 'Fn::Join': '-' }, 'Fn::Join'],
])('%s is an error that names it', (_what, value, name) => {
  expect(() => resolveIntrinsics(value, values)).toThrow(name);
});
