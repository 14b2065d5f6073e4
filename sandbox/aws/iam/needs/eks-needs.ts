import type { Need } from '../policy.ts';
import { type Input, type Needs, type RequestPlace, textOf } from './needs.ts';

/** Node groups have an id of their own in the ARN, which a request does not carry; policies can only leave it open. */
const anyId = '00000000-0000-0000-0000-000000000000';

export const eksNeeds: Needs = {
  // No resource-level permission: only `*` allows it.
  ListClusters: () => [{ action: 'eks:ListClusters', resource: '*' }],
  DescribeCluster: onCluster('DescribeCluster'),
  ListNodegroups: onCluster('ListNodegroups'),
  ListAccessEntries: onCluster('ListAccessEntries'),
  DescribeNodegroup: onNodeGroup('DescribeNodegroup'),
  UpdateNodegroupConfig: onNodeGroup('UpdateNodegroupConfig'),
  ListUpdates: onClusterAndNodeGroup('ListUpdates'),
  DescribeUpdate: onClusterAndNodeGroup('DescribeUpdate'),
  DescribeAccessEntry: ({ name, principalArn }, { account, region }) => {
    const [, kind = '', rest = ''] = /:(role|user)\/(?:.*\/)?([^/]+)$/.exec(textOf(principalArn)) ?? [];
    const entry = `access-entry/${textOf(name)}/${kind}/${account}/${rest}/${anyId}`;
    return [{ action: 'eks:DescribeAccessEntry', resource: `arn:aws:eks:${region}:${account}:${entry}` }];
  },
  ListTagsForResource: ({ resourceArn }) => [{ action: 'eks:ListTagsForResource', resource: textOf(resourceArn) }],
  TagResource: ({ resourceArn, tags }) => [
    {
      action: 'eks:TagResource',
      resource: textOf(resourceArn),
      context: { 'aws:tagkeys': Object.keys((tags ?? {}) as Input) },
    },
  ],
  UntagResource: ({ resourceArn, tagKeys }) => [
    {
      action: 'eks:UntagResource',
      resource: textOf(resourceArn),
      context: { 'aws:tagkeys': [tagKeys ?? []].flat().map(String) },
    },
  ],
};

type NeedsOf = (input: Input, place: RequestPlace) => Need[];

function onCluster(operation: string): NeedsOf {
  return ({ name }, { account, region }) => [
    { action: `eks:${operation}`, resource: `arn:aws:eks:${region}:${account}:cluster/${textOf(name)}` },
  ];
}

function onNodeGroup(operation: string): NeedsOf {
  return ({ name, nodegroupName }, { account, region }) => {
    const group = `nodegroup/${textOf(name)}/${textOf(nodegroupName)}/${anyId}`;
    return [{ action: `eks:${operation}`, resource: `arn:aws:eks:${region}:${account}:${group}` }];
  };
}

/** The cluster is required; the node group counts where the request names one. */
function onClusterAndNodeGroup(operation: string): NeedsOf {
  return (input, place) => [
    ...onCluster(operation)(input, place),
    ...(input.nodegroupName === undefined ? [] : onNodeGroup(operation)(input, place)),
  ];
}
