import { describe, expect, test } from '@jest/globals';
import { loadConfiguration, loadFile } from '../../src/config/load-configuration.ts';
import { expectRefusal, type Refusal } from './refusal.ts';

describe('a value is refused with the field, the value and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    // Numbers
    ['a number in quotes', 'minNodes: "3"', 'minNodes', '"3" is not a number', 'without quotes'],
    ['a negative number', 'minNodes: -1', 'minNodes', '-1 is too small', 'Write 0 or more'],
    ['half a node', 'minNodes: 0.5', 'minNodes', '0.5 is not a whole number', 'Write a whole number'],
    ['more nodes than there can be', 'minNodes: 10001', 'minNodes', '10001 is too big', 'Write 10000 or less'],
    ['no number', 'minNodes: .nan', 'minNodes', 'NaN is not a number', 'Write a number'],
    ['a number without end', 'minNodes: .inf', 'minNodes', 'Infinity is not a number', 'Write a number'],
    ['less than any number', 'minNodes: -.inf', 'minNodes', '-Infinity is not a number', 'Write a number'],
    ['a number past all numbers', 'minNodes: 1e999', 'minNodes', 'Infinity is not a number', 'Write a number'],
    ['a number past the exact ones', 'minNodes: 9007199254740993', 'minNodes', 'is too big', 'or less'],
    ['nothing for a number', 'minNodes:', 'minNodes', 'null is not a number', 'Write a number'],
    ['a list for a number', 'minNodes: [1]', 'minNodes', '[1] is not a number', 'Write a number'],
    ['a group for a number', 'minNodes: { a: 1 }', 'minNodes', '{"a":1} is not a number', 'Write a number'],
    [
      'a timeout with its unit',
      'timeouts: { drain: 15m }',
      'timeouts.drain',
      '"15m" is not a number',
      'Write a number',
    ],
    ['a timeout of nothing', 'timeouts: { drain: 0 }', 'timeouts.drain', '0 is too small', 'Write 10 or more'],
    ['a timeout of a day', 'timeouts: { waitForTier: 86400 }', 'timeouts.waitForTier', '86400', 'Write 21600 or less'],
    ['a grace of 0', 'drain: { podGracePeriodSeconds: 0 }', 'drain.podGracePeriodSeconds', '0', 'Write 1 or more'],
    ['nothing at once', 'drain: { concurrency: 0 }', 'drain.concurrency', '0 is too small', 'Write 1 or more'],
    ['everything at once', 'drain: { concurrency: 201 }', 'drain.concurrency', '201', 'Write 200 or less'],
    // Words
    ['yes for true', 'verify: yes', 'verify', '"yes" is not true or false', 'Write true or false'],
    ['true in quotes', 'verify: "true"', 'verify', '"true" is not true or false', 'without quotes'],
    ['1 for true', 'verify: 1', 'verify', '1 is not true or false', 'Write true or false'],
    [
      'a policy that is none',
      'drain: { budgets: fast }',
      'drain.budgets',
      '"fast"',
      'Write one of computed, wait, strict',
    ],
    [
      'a policy in capitals',
      'drain: { budgets: Wait }',
      'drain.budgets',
      '"Wait"',
      'Write one of computed, wait, strict',
    ],
    ['nothing for a policy', 'drain: { budgets: ~ }', 'drain.budgets', 'null is not known', 'Write one of computed'],
    ['a list for a policy', 'drain: { budgets: [wait] }', 'drain.budgets', '["wait"]', 'Write one of computed'],
    ['what to do after a failure', 'onFailure: retry', 'onFailure', '"retry"', 'Write one of hold, rollback'],
    ['pods that are kept', 'drain: { unmanagedPods: keep }', 'drain.unmanagedPods', '"keep"', 'evict, refuse'],
    ['a word for the webhooks', 'webhooks: { relax: on }', 'webhooks.relax', '"on"', 'Write one of auto, listed, off'],
    // Names
    ['an account as a number', 'accounts: [111122223333]', 'accounts.0', '111122223333 is not text', 'in quotes'],
    ['an account of 11 digits', 'accounts: ["11112222333"]', 'accounts.0', '"11112222333"', 'Write the 12 digits'],
    [
      'an account in Arabic digits',
      'accounts: ["١١١١٢٢٢٢٣٣٣٣"]',
      'accounts.0',
      '"١١١١٢٢٢٢٣٣٣٣"',
      'Write the 12 digits',
    ],
    ['an account with a line end', 'accounts: ["111122223333\\n"]', 'accounts.0', '"111122223333\\n"', '12 digits'],
    ['an account alone', 'accounts: "111122223333"', 'accounts', '"111122223333" is not a list', 'Write a list'],
    [
      'a regular expression for a glob',
      'exclusions: { clusters: ["^prod"] }',
      'exclusions.clusters.0',
      '"^prod"',
      '* and ?',
    ],
    ['a shell in a glob', 'exclusions: { nodeGroups: ["$(id)"] }', 'exclusions.nodeGroups.0', '"$(id)"', '* and ?'],
    ['a path for a glob', 'exclusions: { clusters: [../prod] }', 'exclusions.clusters.0', '"../prod"', '* and ?'],
    ['an empty glob', 'exclusions: { clusters: [""] }', 'exclusions.clusters.0', '""', '* and ?'],
    [
      'a glob without end',
      `exclusions: { clusters: [${'a'.repeat(254)}] }`,
      'exclusions.clusters.0',
      '(254 characters)',
      'at most 253',
    ],
    ['an emoji for a glob', 'exclusions: { clusters: ["🚀"] }', 'exclusions.clusters.0', '"🚀"', '* and ?'],
    [
      'a webhook of three parts',
      'webhooks: { always: [a/b/c] }',
      'webhooks.always.0',
      '"a/b/c"',
      'configuration/webhook',
    ],
    [
      'a webhook of one part and a slash',
      'webhooks: { never: [a/] }',
      'webhooks.never.0',
      '"a/"',
      'configuration/webhook',
    ],
    ['a webhook with a space', 'webhooks: { never: ["a b"] }', 'webhooks.never.0', '"a b"', 'configuration/webhook'],
    [
      'a webhook with a space of no width',
      'webhooks: { never: ["a\\u200bb"] }',
      'webhooks.never.0',
      '"a\\u{200b}b"',
      'configuration/webhook',
    ],
    [
      'a webhook that reads backwards',
      'webhooks: { never: ["\\u202eb"] }',
      'webhooks.never.0',
      '"\\u{202e}b"',
      'configuration/webhook',
    ],
    [
      'an accent of its own',
      'webhooks: { never: ["cafe\\u0301"] }',
      'webhooks.never.0',
      '"cafe\\u{301}"',
      'configuration/webhook',
    ],
    [
      'an autoscaler without namespace',
      'autoscaler: { deployment: ca }',
      'autoscaler.deployment',
      '"ca"',
      'Write namespace/name',
    ],
    [
      'an autoscaler in capitals',
      'autoscaler: { deployment: Kube/CA }',
      'autoscaler.deployment',
      '"Kube/CA"',
      'Write namespace/name',
    ],
    [
      'an autoscaler in a path',
      'autoscaler: { deployment: a/../b }',
      'autoscaler.deployment',
      '"a/../b"',
      'Write namespace/name',
    ],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => loadFile(text), refusal);
  });
});

describe('sources that contradict one another are refused', () => {
  const never = 'webhooks: { never: [guard] }';
  test.each<[string, string, Record<string, string>, unknown]>([
    ['file and file', 'webhooks: { always: [guard], never: [guard] }', {}, {}],
    ['file and environment', never, { EKS_WEBHOOKS_ALWAYS: 'a,guard' }, {}],
    ['file and input', never, {}, { webhooks: { always: ['guard'] } }],
    ['environment and input', '', { EKS_WEBHOOKS_NEVER: 'guard' }, { webhooks: { always: ['guard'] } }],
    ['a configuration and one of its webhooks', never, {}, { webhooks: { always: ['guard/one'] } }],
  ])('%s', (_title, file, environment, input) => {
    const load = () => loadConfiguration(file, environment, { cluster: 'dev', ...(input as object) });
    expectRefusal(load, ['webhooks.always and webhooks.never', '"guard', 'Take it out of one of them']);
  });

  test('but all of a configuration except one webhook is no contradiction', () => {
    expect(() => loadFile('webhooks: { always: [guard], never: [guard/one] }')).not.toThrow();
  });
});
