import { recordedSizeTag } from '../domain/recorded-size.ts';
import type { Grant } from './grant.ts';

export { anyResourceReasons, reasonForWildcard, wildcardReasons } from './any-resource.ts';
export {
  everyFunctionGrants,
  type FunctionName,
  functionGrants,
  functionNames,
  networkGrants,
} from './function-grants.ts';
export type { Grant, GrantCondition, KeyUser, ResourceKind } from './grant.ts';
export { machineFunctions, machineGrants } from './machine-grants.ts';
export * from './role-names.ts';

/** What `eks-scheduler-access` may do in the account of the clusters. In the clusters: src/kubernetes/access-rules.ts. */
export const accessRoleGrants: readonly Grant[] = [
  {
    actions: ['eks:ListClusters'],
    on: 'any',
    why: 'A fleet finds its clusters by glob and tag.',
  },
  {
    actions: ['eks:DescribeCluster', 'eks:ListNodegroups', 'eks:ListUpdates', 'eks:DescribeUpdate'],
    on: 'clusters',
    why: "Reads a cluster's endpoint and tags, which node groups it has, and how their updates go.",
  },
  {
    actions: ['eks:DescribeNodegroup', 'eks:ListUpdates', 'eks:DescribeUpdate'],
    on: 'node-groups',
    why: 'Reads the sizes of node groups and how their updates go.',
  },
  { actions: ['eks:UpdateNodegroupConfig'], on: 'node-groups', why: 'Scales node groups to zero and back.' },
  {
    actions: ['eks:TagResource', 'eks:UntagResource'],
    on: 'node-groups',
    why: 'Keeps the recorded size on the node group itself, a second copy beside the table.',
    condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [recordedSizeTag] } },
  },
];

/** What EventBridge Scheduler may do for the schedules. */
export const scheduleGrants: readonly Grant[] = [
  { actions: ['states:StartExecution'], on: 'fleet-machine', why: 'A schedule starts the fleet.' },
  { actions: ['sqs:SendMessage'], on: 'dead-letters', why: 'A start that could not be made is kept for people.' },
  {
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    on: 'key',
    why: 'The queue of dead letters is encrypted.',
    via: 'sqs',
  },
];
