import { visibleText } from '../../domain/visible-text.ts';
import type { OriginalKey } from './original-key.ts';
import {
  deploymentName,
  listIn,
  logLevel,
  noProgram,
  numberIn,
  onlyZero,
  topicArn,
  webhookNames,
  withoutProgram,
} from './readings.ts';

const timeout = (key: string, keys: readonly string[], usually: string, about: string): OriginalKey => ({
  ...{ section: 'timeouts', key, about, usually },
  becomes: keys.map((it) => `timeouts.${it}`),
  read: (text) => ({ layer: { timeouts: Object.fromEntries(keys.map((it) => [it, numberIn(text)])) } }),
});

const ofProgram = (key: string): OriginalKey => ({
  ...{ section: 'timeouts', key, becomes: [], about: noProgram },
  read: withoutProgram,
});

const toLog = 'No effect: the functions log to CloudWatch, in the groups /aws/lambda/eks-scheduler-….';
const toSchedule = 'No effect: the schedule itself says which tags its clusters carry';

/** Every key that the original tool documents, or wrote into a config.ini of its own, in the order of its documentation. */
export const originalKeys: readonly OriginalKey[] = [
  {
    ...{ section: 'aws', key: 'region', becomes: ['regions'] },
    about:
      'Where a fleet looks for clusters. A single run looks in the region where the scheduler is deployed, unless it names one.',
    read: (text) => ({ layer: text === '' ? {} : { regions: [text] } }),
  },
  {
    ...{ section: 'aws', key: 'tag_key', becomes: [] },
    about: `${toSchedule}.`,
    read: (text) => ({ note: `${toSchedule}: tags: { ${visibleText(text) || 'Schedule'}: … }.`, isWarning: true }),
  },
  {
    ...{ section: 'aws', key: 'tag_value', becomes: [] },
    about: `${toSchedule}.`,
    read: (text) => ({ note: `${toSchedule}: tags: { …: ${visibleText(text) || 'enabled'} }.`, isWarning: true }),
  },
  {
    ...{ section: 'sns', key: 'topic_arn', becomes: ['sns.topicArn'], read: topicArn },
    about: 'The same topic. The placeholder of the original documentation counts as none: the stack makes one.',
  },
  {
    ...{ section: 'logging', key: 'level', becomes: ['logging.level'], read: logLevel },
    about: 'The same levels; WARNING is WARN here, CRITICAL is ERROR.',
  },
  { ...{ section: 'logging', key: 'file', becomes: [], about: toLog }, read: () => ({ note: toLog }) },
  {
    ...{ section: 'exclusions', key: 'excluded_clusters', becomes: ['exclusions.clusters'] },
    about: 'The same names; patterns such as prod-* will do as well.',
    read: (text) => ({ layer: { exclusions: { clusters: listIn(text) } } }),
  },
  {
    ...{ section: 'autoscaler', key: 'deployment_name', becomes: ['autoscaler.deployment'], read: deploymentName },
    about:
      'In kube-system, as there. Where a cluster has none of that name, it is looked for by its labels and command, with a warning.',
  },
  {
    ...{
      section: 'webhooks',
      key: 'webhook_names',
      becomes: ['webhooks.relax', 'webhooks.always'],
      read: webhookNames,
    },
    about:
      'Exactly these are relaxed, as there; the namespace after the colon is not needed. With relax: auto, all are found that can keep nodes from joining.',
  },
  timeout('webhook_timeout', ['relaxWebhooks'], '60', 'Relaxing the webhooks, and seeing that they stay relaxed.'),
  timeout('drain_timeout', ['drain'], '600', 'For the drain of the whole cluster.'),
  {
    ...{ section: 'timeouts', key: 'pod_grace_period', becomes: ['drain.podGracePeriodSeconds'], usually: '30' },
    about: 'It shortens the pods’ own grace and never lengthens it.',
    read: (text) => ({ layer: { drain: { podGracePeriodSeconds: numberIn(text) } } }),
  },
  timeout('bootstrap_validation_timeout', ['waitForNodes'], '600', 'Until the nodes are ready.'),
  timeout(
    'dependency_startup_timeout',
    ['waitForTier'],
    '300',
    'For each of the seven tiers, not for all of them together.',
  ),
  ofProgram('kubectl_timeout'),
  ofProgram('aws_cli_timeout'),
  timeout(
    'webhook_validation_timeout',
    ['restoreWebhooks', 'validateWebhooks'],
    '300',
    'For putting the policies back, and again for seeing that the webhooks answer.',
  ),
  {
    ...{ section: 'eks', key: 'default_min_nodes', becomes: ['minNodes'] },
    about: 'Over all node groups together.',
    read: (text) => ({ layer: { minNodes: numberIn(text) } }),
  },
  {
    ...{ section: 'eks', key: 'max_scale_down_nodes', becomes: [], read: onlyZero },
    about: '0 is the only value: a stop scales every node group to 0.',
  },
];
