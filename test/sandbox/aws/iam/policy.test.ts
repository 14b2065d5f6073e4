import { expect, test } from '@jest/globals';
import { compileStatement, judge, type Need, policySchema } from '../../../../sandbox/aws/iam/policy.ts';

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/State';

function aStatement(fields: Readonly<Record<string, unknown>> = {}) {
  return { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: table, ...fields };
}

function compiled(...statements: readonly Readonly<Record<string, unknown>>[]) {
  return policySchema.parse({ Version: '2012-10-17', Statement: statements }).Statement.map(compileStatement);
}

function aNeed(fields: Partial<Need> = {}): Need {
  return { action: 'dynamodb:PutItem', resource: table, ...fields };
}

test.each<[string, Readonly<Record<string, unknown>>, Partial<Need>, 'allowed' | 'not-allowed']>([
  ['the action on the resource', {}, {}, 'allowed'],
  ['another action', {}, { action: 'dynamodb:DeleteItem' }, 'not-allowed'],
  ['the action in other letters', { Action: 'DynamoDB:putitem' }, {}, 'allowed'],
  ['one action of several', { Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] }, {}, 'allowed'],
  ['any action of a service', { Action: 'dynamodb:*' }, {}, 'allowed'],
  ['any action of another service', { Action: 's3:*' }, {}, 'not-allowed'],
  ['one character left open', { Action: 'dynamodb:?utItem' }, {}, 'allowed'],
  ['one character left open where there are none', { Action: 'dynamodb:PutItem?' }, {}, 'not-allowed'],
  ['another resource', {}, { resource: `${table}2` }, 'not-allowed'],
  ['the resource in other letters', {}, { resource: table.toLowerCase() }, 'not-allowed'],
  ['any resource', { Resource: '*' }, {}, 'allowed'],
  ['a wildcard at the end', { Resource: `${table}/index/*` }, { resource: `${table}/index/by-phase` }, 'allowed'],
  ['a dot, which stands for itself', { Resource: table.replace('-', '.') }, {}, 'not-allowed'],
  ['a resource for an action that has none', {}, { resource: '*' }, 'not-allowed'],
])('a statement with %s allows it or not', (_what, statement, need, outcome) => {
  expect(judge(compiled(aStatement(statement)), aNeed(need)).outcome).toBe(outcome);
});

test('a deny wins over every allow, and only where its condition holds', () => {
  const denyOthers = aStatement({
    Effect: 'Deny',
    Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
  });
  const statements = compiled(aStatement(), aStatement({ Action: '*' }), denyOthers);
  const from = (account: string) => aNeed({ context: { 'aws:principalaccount': account } });

  expect(judge(statements, from('111122223333')).outcome).toBe('allowed');
  expect(judge(statements, from('444455556666'))).toMatchObject({
    outcome: 'denied',
    because: [{ statement: { document: { Effect: 'Deny' } } }],
  });
});

test.each<[string, object, Need['context'], boolean]>([
  [
    'StringEquals with one of its values',
    { StringEquals: { 'sts:ExternalId': ['a', 'b'] } },
    { 'sts:externalid': 'b' },
    true,
  ],
  ['StringEquals with another value', { StringEquals: { 'sts:ExternalId': 'a' } }, { 'sts:externalid': 'A' }, false],
  ['StringEquals without a value', { StringEquals: { 'sts:ExternalId': 'a' } }, {}, false],
  [
    'a star that StringEquals takes as it is',
    { StringEquals: { 'sts:ExternalId': '*' } },
    { 'sts:externalid': 'a' },
    false,
  ],
  ['StringEqualsIfExists without a value', { StringEqualsIfExists: { 'sts:ExternalId': 'a' } }, {}, true],
  [
    'StringNotEquals with one of its values',
    { StringNotEquals: { 'sts:ExternalId': ['a', 'b'] } },
    { 'sts:externalid': 'b' },
    false,
  ],
  ['StringNotEquals without a value', { StringNotEquals: { 'sts:ExternalId': 'a' } }, {}, true],
  [
    'StringLike',
    { StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } },
    { 'kms:viaservice': 'dynamodb.eu-west-1.amazonaws.com' },
    true,
  ],
  [
    'ArnLike in one part',
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/*scheduler-?' } },
    { 'aws:principalarn': 'arn:aws:iam::1:role/eks/scheduler-x' },
    true,
  ],
  [
    'ArnLike over a colon',
    { ArnLike: { 'aws:PrincipalArn': 'arn:*:role/x' } },
    { 'aws:principalarn': 'arn:aws:iam::1:role/x' },
    false,
  ],
  ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:securetransport': 'true' }, false],
  ['Null where there is a value', { Null: { 'sts:ExternalId': 'true' } }, { 'sts:externalid': 'a' }, false],
  [
    'ForAllValues with none',
    { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'CLUSTER#*' } },
    { 'dynamodb:leadingkeys': [] },
    true,
  ],
  [
    'ForAllValues with one that does not fit',
    { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'CLUSTER#*' } },
    { 'dynamodb:leadingkeys': ['CLUSTER#1', 'SLOT#1'] },
    false,
  ],
  [
    'ForAnyValue with one that fits',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
    { 'aws:tagkeys': ['b', 'a'] },
    true,
  ],
  ['ForAnyValue with none', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } }, { 'aws:tagkeys': [] }, false],
  [
    'two keys of which one does not hold',
    { StringEquals: { 'sts:ExternalId': 'a', 'aws:PrincipalAccount': '1' } },
    { 'sts:externalid': 'a', 'aws:principalaccount': '2' },
    false,
  ],
])('a condition: %s', (_what, condition, context, holds) => {
  const { outcome } = judge(compiled(aStatement({ Condition: condition })), aNeed(context ? { context } : {}));
  expect(outcome).toBe(holds ? 'allowed' : 'not-allowed');
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['an operator', { Condition: { DateLessThan: { 'aws:SourceAccount': '1' } } }, 'DateLessThan'],
  ['a condition key', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, 'aws:PrincipalOrgID'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable looks like this.
  ['a variable', { Resource: 'arn:aws:s3:::reports/${aws:username}' }, 'aws:username'],
  ['NotAction', { NotAction: 's3:*' }, 'NotAction'],
  ['NotResource', { NotResource: '*' }, 'NotResource'],
  ['NotPrincipal', { NotPrincipal: '*' }, 'NotPrincipal'],
])('%s that is not known is an error that names it', (_what, statement, name) => {
  expect(() => compiled(aStatement(statement))).toThrow(name);
});

test('a policy of the old version is refused: its variables and defaults differ', () => {
  expect(() => policySchema.parse({ Version: '2008-10-17', Statement: [aStatement()] })).toThrow('2012-10-17');
});
