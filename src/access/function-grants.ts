import type { Grant } from './grant.ts';
import { clusterItems, slotItems, tableKey } from './table-grants.ts';

/** Every function, by its folder in lambdas/. */
export const functionNames = [
  'prepare-run',
  'record-state',
  'relax-webhooks',
  'pause-autoscalers',
  'drain-nodes',
  'scale-node-group',
  'confirm-stopped',
  'validate-bootstrap',
  'wait-for-nodes',
  'uncordon-nodes',
  'wait-for-tier',
  'resume-autoscalers',
  'restore-webhooks',
  'validate-webhooks',
  'verify-cluster',
  'report-run',
  'on-run-failed',
  'resolve-targets',
  'report-fleet',
  'take-stock',
] as const;

export type FunctionName = (typeof functionNames)[number];

const reachCluster: Grant = {
  actions: ['sts:AssumeRole'],
  on: 'access-roles',
  why: "Reaches the cluster, in whatever account it is, through that account's eks-scheduler-access.",
};

const journal = clusterItems(
  ['GetItem', 'PutItem'],
  'Writes its passes to the journal; reads the lock of the cluster.',
);
const recorded = clusterItems(['Query'], 'Reads what was recorded of the cluster, and the journal.');
const renewLock = clusterItems(['UpdateItem'], 'Renews the lock of the cluster before it changes or waits.');
const changeRecords = clusterItems(['UpdateItem'], 'Renews the lock of the cluster; marks what has come back.');
const markRun = clusterItems(['UpdateItem'], 'Says of the run in the table how it stands.');
const publish: Grant = { actions: ['sns:Publish'], on: 'notice-topic', why: 'Tells people.' };
const topicKey: Grant = {
  actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
  on: 'key',
  why: 'The topic is encrypted.',
  via: 'sns',
};
const putReports: Grant = { actions: ['s3:PutObject'], on: 'report-objects', why: 'Leaves the report.' };
const bucketKey: Grant = {
  actions: ['kms:GenerateDataKey'],
  on: 'key',
  why: 'The bucket is encrypted.',
  via: 's3',
};

const phase = [reachCluster, journal, tableKey];

/** What each function may do besides what every function may. Exactly the calls that its code makes. */
export const functionGrants: Readonly<Record<FunctionName, readonly Grant[]>> = {
  'prepare-run': [
    ...phase,
    recorded,
    markRun,
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      on: 'run-executions',
      why: 'Looks whether the holder of the lock still runs; ends it where a start takes over.',
    },
  ],
  'record-state': [...phase, recorded, renewLock],
  'relax-webhooks': [...phase, recorded, renewLock],
  'pause-autoscalers': [...phase, recorded, renewLock],
  'drain-nodes': [...phase, recorded, renewLock],
  'scale-node-group': [...phase, recorded, changeRecords],
  'confirm-stopped': [...phase, recorded, renewLock],
  'validate-bootstrap': [...phase, recorded, renewLock],
  'wait-for-nodes': [...phase, renewLock],
  'uncordon-nodes': [...phase, renewLock],
  'wait-for-tier': [...phase, recorded, renewLock],
  'resume-autoscalers': [...phase, recorded, changeRecords],
  'restore-webhooks': [...phase, recorded, changeRecords],
  'validate-webhooks': [...phase, recorded, renewLock],
  'verify-cluster': [...phase, recorded],
  'report-run': [
    journal,
    recorded,
    markRun,
    clusterItems(['DeleteItem'], 'Gives the lock of the cluster back.'),
    tableKey,
    putReports,
    bucketKey,
    publish,
    topicKey,
  ],
  'on-run-failed': [
    clusterItems(['GetItem', 'PutItem'], 'Reads who holds the cluster; leaves an entry in the journal of the run.'),
    clusterItems(
      ['Query'],
      'Reads in the journal what the run did and whether people have been told; reads the runs before it.',
    ),
    markRun,
    tableKey,
    publish,
    topicKey,
    putReports,
    bucketKey,
    {
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
      on: 'run-executions',
      why: 'Finds the state in which the run failed.',
    },
    {
      actions: ['states:GetExecutionHistory'],
      on: 'fleet-executions',
      why: 'Finds the state at which a fleet ended that has not reported itself.',
    },
    {
      actions: ['states:StartExecution'],
      on: 'scale-up-machine',
      why: 'Starts the cluster where the configuration says `onFailure: rollback`.',
    },
  ],
  'resolve-targets': [
    {
      actions: ['sts:AssumeRole'],
      on: 'access-roles',
      why: "Lists the clusters of each account through that account's eks-scheduler-access.",
    },
    slotItems(['GetItem', 'PutItem'], 'Claims the slot of a schedule, so that it runs once.'),
    tableKey,
  ],
  'report-fleet': [
    putReports,
    bucketKey,
    publish,
    topicKey,
    {
      actions: ['states:GetExecutionHistory'],
      on: 'run-executions',
      why: 'Finds the states at which the runs of the fleet failed.',
    },
  ],
  'take-stock': [
    {
      actions: ['dynamodb:Query'],
      on: 'state-table-indexes',
      why: 'Counts the webhooks that are left relaxed and the locks that are held, over all clusters.',
    },
    tableKey,
  ],
};

/** What every function may do besides. */
export const everyFunctionGrants: readonly Grant[] = [
  {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: 'own-log-group',
    why: 'Writes its log, and its metrics in it.',
  },
  { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], on: 'any', why: 'Traces itself.' },
];

/** What a function in a VPC may do besides. Lambda makes these calls in its name. */
export const networkGrants: readonly Grant[] = [
  {
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    on: 'network-interfaces',
    why: 'Lambda gives the function an address in the network.',
  },
  {
    actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
    on: 'any',
    why: 'Lambda looks at what is there before.',
  },
];
