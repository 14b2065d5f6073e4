import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import { anyResourceReasons } from '../../src/access/permissions.ts';
import { demandingApp, network } from './demanding-app.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  /** Of a policy that a resource has; the policies of roles name nobody. */
  readonly Principal?: unknown;
  readonly Sid?: string;
}

/** Actions that are allowed with a `*`, and why. Only the key's policy has any. */
const wildcardActions: Readonly<Record<string, string>> = {
  'kms:*':
    'lets IAM of the account say who may use and administer the key; without it nobody could ever change its policy',
  'kms:GenerateDataKey*':
    'AWS writes it so for the services that come to the key themselves: with and without the plain text',
};

/** What is allowed in each template: of both stacks, as they are by default and with a network, a boundary and a path. */
const allowed: Record<string, readonly Statement[]> = {};

beforeAll(async () => {
  const { app, forget } = demandingApp();
  const assemblies = { default: await synthesize(), demanding: app.synth().directory };
  for (const [variant, directory] of Object.entries(assemblies)) {
    for (const stack of ['EksScheduler', 'EksSchedulerTarget']) {
      const template: unknown = JSON.parse(readFileSync(join(directory, `${stack}.template.json`), 'utf8'));
      allowed[`${variant} ${stack}`] = statementsIn(template).filter(({ Effect }) => Effect === 'Allow');
    }
  }
  forget();
});

/** Every statement of every policy, wherever in the template it stands. */
function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(statementsIn);
  return 'Effect' in value && 'Action' in value ? [value as Statement, ...below] : below;
}

const all = () => Object.values(allowed).flat();
const actionsOf = ({ Action }: Statement) => [Action].flat();
const onAnything = ({ Resource }: Statement) => [Resource].flat().includes('*');
const ofRoles = ({ Principal }: Statement) => Principal === undefined;

test('each template allows something', () => {
  for (const [template, statements] of Object.entries(allowed)) {
    expect({ template, some: statements.length > 1 }).toEqual({ template, some: true });
  }
});

test('no action has a wildcard but those of the key, each with its reason', () => {
  const found = all()
    .flatMap(actionsOf)
    .filter((action) => action.includes('*'));
  expect([...new Set(found)].sort()).toEqual(Object.keys(wildcardActions).sort());
});

test('everything may be done with the key by the account alone, which means by whom its IAM lets', () => {
  const everything = all().filter((statement) => actionsOf(statement).includes('kms:*'));
  expect(everything.length).toBeGreaterThan(0);
  for (const { Principal } of everything) {
    expect(JSON.stringify(Principal)).toBe(
      '{"AWS":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::",{"Ref":"AWS::AccountId"},":root"]]}}',
    );
  }
});

test('on "*" a role has what AWS lets nobody limit; each such action has a reason, and each reason is needed', () => {
  const unlimited = all().filter(ofRoles).filter(onAnything).flatMap(actionsOf);
  expect([...new Set(unlimited)].sort()).toEqual(Object.keys(anyResourceReasons).sort());
});

test('what belongs to a resource is on "*" in the policy of the key alone, where it means the key', () => {
  const others = all().filter((statement) => !ofRoles(statement) && onAnything(statement));
  expect(others.flatMap(actionsOf).filter((action) => !action.startsWith('kms:'))).toEqual([]);
});

test('another account grants on "*" the list of its clusters and nothing else', () => {
  const unlimited = (allowed['demanding EksSchedulerTarget'] ?? []).filter(ofRoles).filter(onAnything);
  expect(unlimited.flatMap(actionsOf)).toEqual(['eks:ListClusters']);
});

test('in a network, Lambda makes network interfaces in this account and region, in the subnets that are named', () => {
  const making = all().filter((statement) => actionsOf(statement).includes('ec2:CreateNetworkInterface'));
  expect(making.length).toBeGreaterThan(0);
  const ec2 = ['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }];
  const join = (...end: unknown[]) => ({ 'Fn::Join': ['', [...ec2, ...end]] });
  for (const { Resource } of making) {
    expect(Resource).toEqual([
      join(':', { Ref: 'AWS::AccountId' }, ':*/*'),
      join(`:*:subnet/${network.subnet}`),
      join(`:*:security-group/${network.securityGroup}`),
    ]);
  }
});
