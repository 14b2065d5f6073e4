import { describe, expect, test } from '@jest/globals';
import { loadConfiguration, loadFile } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { tierNames } from '../../src/domain/run-settings.ts';

const dev = { cluster: 'dev' };

/** The message of the ConfigurationError that this throws. */
function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('layers', () => {
  test('without a file, variables and input the documented defaults hold', () => {
    const { settings, minNodes, verify } = loadConfiguration('', {}, dev);
    expect(settings.timeouts).toEqual({
      relaxWebhooks: 120,
      pauseAutoscalers: 180,
      drain: 600,
      scaleNodeGroup: 900,
      confirmStopped: 1200,
      waitForNodes: 720,
      waitForTier: 600,
      restoreWebhooks: 300,
      validateWebhooks: 300,
    });
    expect(settings.drain).toEqual({
      budgets: 'computed',
      unmanagedPods: 'evict',
      podGracePeriodSeconds: null,
      concurrency: 50,
    });
    expect(settings.tiers.map(({ name }) => name)).toEqual(tierNames);
    expect([minNodes, verify]).toEqual([0, false]);
  });

  test('the file is over the defaults, the environment over the file, the input over both', () => {
    const file = 'timeouts: { drain: 100, waitForNodes: 101, waitForTier: 102 }\nminNodes: 1';
    const environment = { EKS_WAIT_FOR_NODES_TIMEOUT: '201', EKS_WAIT_FOR_TIER_TIMEOUT: '202', EKS_MIN_NODES: '2' };
    const input = { ...dev, timeouts: { waitForTier: 302 }, minNodes: 3 };
    const { settings, minNodes } = loadConfiguration(file, environment, input);
    expect(settings.timeouts).toMatchObject({ drain: 100, waitForNodes: 201, waitForTier: 302, scaleNodeGroup: 900 });
    expect(minNodes).toBe(3);
  });

  test('an input that says nothing of a key leaves it as it is, and one that says false or 0 does not', () => {
    const file = 'verify: true\nminNodes: 4';
    expect(loadConfiguration(file, {}, dev)).toMatchObject({ verify: true, minNodes: 4 });
    expect(loadConfiguration(file, {}, { ...dev, verify: false, minNodes: 0 })).toMatchObject({
      verify: false,
      minNodes: 0,
    });
  });

  test('variables take lists, nulls, numbers and words', () => {
    const environment = {
      EKS_WEBHOOKS_ALWAYS: 'guard, guard/one',
      EKS_EXCLUSIONS_NODE_GROUPS: 'gpu-*',
      EKS_DRAIN_POD_GRACE_PERIOD_SECONDS: '60',
      EKS_AUTOSCALER_DEPLOYMENT: 'tools/autoscaler',
      EKS_DRAIN_BUDGETS: 'strict',
      EKS_VERIFY: 'true',
    };
    const { settings, verify } = loadConfiguration('', environment, dev);
    expect(settings).toMatchObject({
      webhooks: { always: ['guard', 'guard/one'] },
      exclusions: { nodeGroups: ['gpu-*'] },
      drain: { podGracePeriodSeconds: 60, budgets: 'strict' },
      autoscaler: { deployment: 'tools/autoscaler' },
    });
    expect(verify).toBe(true);
    const file = 'drain: { podGracePeriodSeconds: 5 }';
    const { settings: undone } = loadConfiguration(file, { EKS_DRAIN_POD_GRACE_PERIOD_SECONDS: 'null' }, dev);
    expect(undone.drain.podGracePeriodSeconds).toBeNull();
  });

  test('a tier that the file names is replaced, the others keep their components', () => {
    const file = `tiers:
  security:
    - { name: guard, kind: Deployment, namespace: guard, workload: 'guard-*', critical: true }`;
    const tiers = new Map(loadConfiguration(file, {}, dev).settings.tiers.map((tier) => [tier.name, tier.components]));
    expect(tiers.get('security')?.map(({ name }) => name)).toEqual(['guard']);
    expect(tiers.get('core-kubernetes')?.map(({ workload }) => workload)).toContain('coredns');
  });
});

describe('what differs for some clusters', () => {
  const file = `timeouts: { drain: 100, waitForTier: 101 }
minNodes: 1
clusters:
  shop-dev: { timeouts: { drain: 400 } }
  shop-*: { timeouts: { drain: 300, waitForNodes: 301 }, onFailure: rollback }
  '*-dev': { timeouts: { drain: 200, waitForNodes: 201 }, drain: { budgets: strict } }`;

  test('the exact name is stronger than a pattern, and of two patterns the later one', () => {
    const { settings, onFailure, minNodes } = loadConfiguration(file, {}, { cluster: 'shop-dev' });
    expect(settings.timeouts).toMatchObject({ drain: 400, waitForNodes: 201, waitForTier: 101 });
    expect(settings.drain).toMatchObject({ budgets: 'strict', unmanagedPods: 'evict' });
    expect([onFailure, minNodes]).toEqual(['rollback', 1]);
  });

  test('others are not touched by it', () => {
    const { settings, onFailure } = loadConfiguration(file, {}, { cluster: 'web' });
    expect(settings.timeouts).toMatchObject({ drain: 100, waitForNodes: 720 });
    expect(onFailure).toBe('hold');
  });

  test('it is over the environment, and the input over it', () => {
    const environment = { EKS_DRAIN_TIMEOUT: '500', EKS_SCALE_NODE_GROUP_TIMEOUT: '501' };
    const ofCluster = loadConfiguration(file, environment, { cluster: 'shop-dev' });
    expect(ofCluster.settings.timeouts).toMatchObject({ drain: 400, scaleNodeGroup: 501 });
    const input = { cluster: 'shop-dev', timeouts: { drain: 600 } };
    expect(loadConfiguration(file, environment, input).settings.timeouts.drain).toBe(600);
  });

  test.each([
    [
      'what is no matter of one cluster',
      'clusters: { dev: { accounts: [] } }',
      /clusters\.dev\.accounts: is not known/,
    ],
    ['a key that is mistyped', 'clusters: { dev: { minNode: 1 } }', /clusters\.dev\.minNode.*Did you mean "minNodes"/],
    ['a value that will not do', 'clusters:\n  dev:\n    minNodes: -1', /-1 is too small \(eks-scheduler\.yaml:3:5\)/],
    ['a name that no cluster has', 'clusters: { "a b": {} }', /clusters.*form that is wanted.*\* and \?/],
    [
      'what contradicts the rest',
      'webhooks: { never: [guard] }\nclusters: { dev: { webhooks: { always: [guard] } } }',
      /both name "guard" \(clusters\.dev and the rest together\)/,
    ],
    [
      'entries without end',
      `clusters: {${Array.from({ length: 201 }, (_, index) => `c${index}: {}`).join(', ')}}`,
      /Name at most 200; use patterns/,
    ],
  ])('is refused for %s', (_what, text, expected) => {
    expect(messageOf(() => loadFile(text))).toMatch(expected);
  });
});

describe('mistakes in the file', () => {
  test('are named with line, column, value and cure, all of them at once', () => {
    const file = `drain:
  budgets: fast
  concurency: 3
timeouts:
  drain: 1`;
    const message = messageOf(() => loadConfiguration(file, {}, dev));
    expect(message).toContain('3 things are wrong');
    expect(message).toContain('drain.budgets: "fast" is not known (eks-scheduler.yaml:2:3)');
    expect(message).toContain('Write one of computed, wait, strict.');
    expect(message).toContain('drain.concurency: is not known (eks-scheduler.yaml:3:3). Did you mean "concurrency"?');
    expect(message).toContain('timeouts.drain: 1 is too small (eks-scheduler.yaml:5:3). Write 10 or more.');
  });

  test.each([
    ['a broken YAML', 'drain: [', /eks-scheduler\.yaml:1:\d+.*Correct the YAML/],
    ['a key that stands twice', 'verify: true\nverify: false', /eks-scheduler\.yaml:2:1/],
    ['a list where keys are wanted', '- drain', /not a group of keys/],
    ['a component that misses a part', 'tiers: { security: [{ name: a }] }', /tiers\.security\.0\.kind: is missing/],
    ['a tier that does not exist', 'tiers: { applicaitons: [] }', /Did you mean "applications"/],
    ['an account as a number', 'accounts: [111122223333]', /accounts\.0: 111122223333 is not text/],
    ['a section far from any', 'colour: red', /known here: minNodes, verify/],
    ['half a second', 'timeouts: { drain: 10.5 }', /10\.5 is not a whole number/],
  ])('%s', (_what, file, expected) => {
    expect(messageOf(() => loadConfiguration(file, {}, dev))).toMatch(expected);
  });
});

describe('mistakes in the environment', () => {
  test.each([
    ['EKS_DRAIN_TIMEOUT', 'soon', /EKS_DRAIN_TIMEOUT.*Write a/],
    ['EKS_DRAIN_TIMEOUT', '5', /5 is too small \(environment variable EKS_DRAIN_TIMEOUT\)/],
    ['EKS_VERIFY', 'yes', /"yes" is not true or false/],
    ['EKS_DRIAN_TIMEOUT', '900', /Did you mean EKS_DRAIN_TIMEOUT/],
    ['EKS_WEBHOOKS_ALLWAYS', 'a', /Did you mean EKS_WEBHOOKS_ALWAYS/],
  ])('%s=%s', (name, value, expected) => {
    expect(messageOf(() => loadConfiguration('', { [name]: value }, dev))).toMatch(expected);
  });

  test('variables of other tools are none of our business', () => {
    expect(() => loadConfiguration('', { EKS_CLUSTER_NAME: 'x', EKS_POD_IDENTITY: 'y', PATH: '/' }, dev)).not.toThrow();
  });
});

describe('variables with several names', () => {
  test.each<[variable: string, value: string, means: object]>([
    ['EKS_TIMEOUTS_DRAIN_TIMEOUT', '900', { timeouts: { drain: 900 } }],
    ['EKS_TIMEOUTS_WAIT_FOR_NODES_TIMEOUT', '901', { timeouts: { waitForNodes: 901 } }],
    ['EKS_AWS_REGION', 'eu-west-1', { regions: ['eu-west-1'] }],
    ['EKS_DEPENDENCY_STARTUP_TIMEOUT', '902', { timeouts: { waitForTier: 902 } }],
    ['EKS_TIMEOUTS_DEPENDENCY_STARTUP_TIMEOUT', '903', { timeouts: { waitForTier: 903 } }],
    ['EKS_KUBECTL_TIMEOUT', '120', { timeouts: { drain: 600 } }],
    ['EKS_LOGGING_LEVEL', 'WARNING', { logging: { level: 'WARN' } }],
    ['EKS_LOGGING_LEVEL', 'DEBUG', { logging: { level: 'DEBUG' } }],
    ['EKS_EXCLUSIONS_EXCLUDED_CLUSTERS', 'a, b', { exclusions: { clusters: ['a', 'b'] } }],
    ['EKS_AUTOSCALER_DEPLOYMENT_NAME', 'scaler', { autoscaler: { deployment: 'kube-system/scaler' } }],
    ['EKS_WEBHOOKS_WEBHOOK_NAMES', 'guard:kyverno', { webhooks: { relax: 'listed', always: ['guard'] } }],
    ['EKS_POD_GRACE_PERIOD', '30', { drain: { podGracePeriodSeconds: 30 } }],
    ['EKS_SNS_TOPIC_ARN', 'arn:aws:sns:region:account:topic-name', { sns: { topicArn: null } }],
  ])('%s=%s', (variable, value, means) => {
    expect(loadFile('', { [variable]: value })).toMatchObject(means);
  });

  test('two that say the same are fine, and two that do not are refused', () => {
    const same = { EKS_DRAIN_TIMEOUT: '900', EKS_TIMEOUTS_DRAIN_TIMEOUT: '900' };
    expect(loadFile('', same).timeouts.drain).toBe(900);
    const different = { EKS_DRAIN_TIMEOUT: '900', EKS_TIMEOUTS_DRAIN_TIMEOUT: '901' };
    expect(messageOf(() => loadFile('', different))).toMatch(
      /timeouts\.drain: is set by EKS_DRAIN_TIMEOUT and by EKS_TIMEOUTS_DRAIN_TIMEOUT, and not to the same.*Keep one/,
    );
  });

  test('a mistake is told with the name that was written', () => {
    expect(messageOf(() => loadFile('', { EKS_TIMEOUTS_DRAIN_TIMEOUT: '5' }))).toContain(
      'timeouts.drain: 5 is too small (environment variable EKS_TIMEOUTS_DRAIN_TIMEOUT)',
    );
    expect(messageOf(() => loadFile('', { EKS_KUBECTL_TIMEOUT: 'soon' }))).toMatch(
      /EKS_KUBECTL_TIMEOUT: "soon" is not a number/,
    );
  });
});

describe('the input of an execution', () => {
  test('needs a cluster and nothing else', () => {
    expect(loadConfiguration('', {}, dev).input).toEqual(dev);
    expect(messageOf(() => loadConfiguration('', {}, {}))).toMatch(/cluster: is missing/);
  });

  test.each([
    ['a word that is nearly a key', { ...dev, dryrun: true }, /Did you mean "dryRun"/],
    ['an override of what is not there', { ...dev, drain: { budget: 'wait' } }, /Did you mean "budgets"/],
    ['exclusions, which are no matter of a run', { ...dev, exclusions: {} }, /exclusions: is not known/],
    ['a cluster name that EKS does not allow', { cluster: '-dev' }, /"-dev" has not the form.*as EKS shows it/],
    ['an account that is too short', { ...dev, account: '1234' }, /12 digits/],
    ['a region that is none', { ...dev, region: 'Ireland' }, /eu-west-1/],
    ['a negative number of nodes', { ...dev, minNodes: -1 }, /-1 is too small/],
    ['text for true', { ...dev, dryRun: 'true' }, /"true" is not true or false/],
    ['no node groups at all', { ...dev, nodeGroups: [] }, /nodeGroups: \[\] is too small/],
    ['nothing', null, /null is not a group of keys/],
    ['text', 'dev', /"dev" is not a group of keys/],
  ])('is refused for %s', (_what, input, expected) => {
    expect(messageOf(() => loadConfiguration('', {}, input))).toMatch(expected);
  });

  test('may name only the accounts that the file lists, if it lists any', () => {
    const input = { ...dev, account: '444455556666' };
    expect(() => loadConfiguration('', {}, input)).not.toThrow();
    const message = messageOf(() => loadConfiguration("accounts: ['111122223333']", {}, input));
    expect(message).toContain('"444455556666" is not one of');
  });
});

test('a configuration without a run is read the same way', () => {
  expect(loadFile('drain: { concurrency: 7 }').drain).toMatchObject({ concurrency: 7, budgets: 'computed' });
});
