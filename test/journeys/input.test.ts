import { expect, test } from '@jest/globals';
import { digest } from '../../sandbox/kubernetes/digest.ts';
import { type Action, aNightOnTheTwin, type Night } from './a-night.ts';
import { callsByPhase, fromOutside } from './from-outside.ts';

interface WrongInput {
  readonly input: unknown;
  readonly action?: Action;
  /** What the message must say: the field, the value, and what to do. */
  readonly says: readonly string[];
}

const dev = { cluster: 'dev' };

const wrongInputs: Readonly<Record<string, WrongInput>> = {
  'no cluster': { input: {}, says: ['cluster: is missing', 'Give it: text'] },
  'nothing at all': { input: null, says: ['null is not a group of keys'] },
  'a list': { input: ['dev'], says: ['["dev"] is not a group of keys'] },
  'the name alone': { input: 'dev', says: ['"dev" is not a group of keys'] },
  'a cluster that is a number': { input: { cluster: 7 }, says: ['cluster: 7 is not text', 'Write text'] },
  'a cluster of no characters': { input: { cluster: '' }, says: ['cluster: ""', 'Write the name as EKS shows it'] },
  'an ARN for a name': {
    input: { cluster: 'arn:aws:eks:eu-west-1:111122223333:cluster/dev' },
    says: ['cluster: "arn:aws:eks', 'Write the name as EKS shows it'],
  },
  'a key with a slip': { input: { ...dev, dryrun: true }, says: ['dryrun: is not known', 'Did you mean "dryRun"?'] },
  'a key with another slip': { input: { ...dev, minNode: 1 }, says: ['minNode: is not known', '"minNodes"'] },
  'a key like no other': { input: { ...dev, xyzzy: 1 }, says: ['xyzzy: is not known', 'known here: cluster, region'] },
  'a key of the configuration file': { input: { ...dev, exclusions: {} }, says: ['exclusions: is not known'] },
  'fewer nodes than none': { input: { ...dev, minNodes: -1 }, says: ['minNodes: -1 is too small', 'Write 0 or more'] },
  'half a node': { input: { ...dev, minNodes: 1.5 }, says: ['minNodes: 1.5 is not a whole number'] },
  'nodes as text': { input: { ...dev, minNodes: '3' }, says: ['minNodes: "3" is not a number'] },
  'a dry run as text': { input: { ...dev, dryRun: 'yes' }, says: ['dryRun: "yes" is not true or false'] },
  'one node group that is not in a list': {
    input: { ...dev, nodeGroups: 'workers' },
    says: ['nodeGroups: "workers" is not a list', 'Write a list'],
  },
  'a list of no node groups': { input: { ...dev, nodeGroups: [] }, says: ['nodeGroups: [] is too small'] },
  'a node group with a slip': {
    input: { ...dev, nodeGroups: ['worker'] },
    says: ['nodeGroups: cluster dev has no managed node group worker', 'Did you mean workers?'],
  },
  'a node group like no other': {
    input: { ...dev, nodeGroups: ['workers', 'gpu'] },
    says: ['no managed node group gpu', 'It has workers'],
  },
  'a region that is none': {
    input: { ...dev, region: 'ireland' },
    says: ['region: "ireland"', 'for example eu-west-1'],
  },
  'an account with too few digits': { input: { ...dev, account: '1234' }, says: ['account: "1234"', '12 digits'] },
  'a takeover by a stop': {
    input: { ...dev, takeover: true },
    says: ['takeover: true is not for a stop', 'Leave takeover out'],
  },
  'a takeover by a word': {
    action: 'start',
    input: { ...dev, takeover: 'please' },
    says: ['takeover: "please" is not true or false'],
  },
  'a timeout that is too short': {
    input: { ...dev, timeouts: { drain: 5 } },
    says: ['timeouts.drain: 5 is too small', 'Write 10 or more'],
  },
  'a timeout that is too long': {
    input: { ...dev, timeouts: { drain: 90_000 } },
    says: ['timeouts.drain: 90000 is too big', 'Write 21600 or less'],
  },
  'a timeout with its unit': {
    input: { ...dev, timeouts: { drain: '15m' } },
    says: ['timeouts.drain: "15m" is not a number'],
  },
  'a timeout of a phase that is none': {
    input: { ...dev, timeouts: { drian: 600 } },
    says: ['timeouts.drian: is not known', 'Did you mean "drain"?'],
  },
  'a budget policy that is none': {
    input: { ...dev, drain: { budgets: 'fast' } },
    says: ['drain.budgets: "fast" is not known', 'Write one of computed, wait, strict'],
  },
  'an autoscaler without its namespace': {
    input: { ...dev, autoscaler: { deployment: 'cluster-autoscaler' } },
    says: ['autoscaler.deployment: "cluster-autoscaler"', 'Write namespace/name'],
  },
  'two things at once': {
    input: { cluster: 'dev', minNodes: -1, dryRun: 1 },
    says: ['2 things are wrong', 'minNodes: -1 is too small', 'dryRun: 1 is not true or false'],
  },
};

test('every wrong input fails at Prepare run with the field, the value and the cure, and changes nothing', async () => {
  const night = await aNightOnTheTwin();
  const before = digest(night.sandbox.kubernetes.api);
  const groups = night.sandbox.eks.snapshot();
  const outcomes: Record<string, unknown> = {};
  for (const [title, { action = 'stop', input, says }] of Object.entries(wrongInputs)) {
    const run = await runWith(night, action, input);
    const unsaid = says.filter((words) => !run.message.includes(words));
    const said = unsaid.length === 0 ? 'all' : { unsaid, message: run.message };
    outcomes[title] = { status: run.status, error: run.error, calls: callsByPhase(night, run.arn), said };
  }
  const expected = { status: 'FAILED', error: 'ConfigurationError', calls: { 'prepare-run': 1 }, said: 'all' };
  expect(outcomes).toEqual(Object.fromEntries(Object.keys(wrongInputs).map((title) => [title, expected])));
  expect(digest(night.sandbox.kubernetes.api)).toBe(before);
  expect(night.sandbox.eks.snapshot()).toEqual(groups);
  const items = await fromOutside(night).items();
  expect(items.filter(({ sk }) => !sk.startsWith('RUN#'))).toEqual([]);
});

test.each(['stop', 'start'] as const)(
  'a %s of a cluster that does not exist says where it was looked for',
  async (action) => {
    const night = await aNightOnTheTwin();
    const run = await runWith(night, action, { cluster: 'prod' });
    expect(run).toMatchObject({ status: 'FAILED', error: 'ClusterUnreachableError' });
    expect(run.message).toContain('EKS knows no cluster "prod" in account 111122223333, region eu-west-1.');
    expect(run.message).toContain('give region and account in the input');
    expect(callsByPhase(night, run.arn)).toEqual({ 'prepare-run': 1 });
  },
);

test('the shortest right input is enough', async () => {
  const night = await aNightOnTheTwin();
  expect(await runWith(night, 'stop', dev)).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
});

/** Runs with exactly this input. */
function runWith(night: Night, action: Action, input: unknown) {
  const { engine, machineArn } = night.sandbox;
  const { arn } = engine.startExecution({ stateMachineArn: machineArn(action), input: JSON.stringify(input) });
  return night.finished(arn);
}
