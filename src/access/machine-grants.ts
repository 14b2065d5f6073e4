import type { FunctionName } from './function-grants.ts';
import type { Grant, ResourceKind } from './grant.ts';
import type { MachineKind } from './role-names.ts';

/** The functions that each machine calls. */
export const machineFunctions: Readonly<Record<MachineKind, readonly FunctionName[]>> = {
  'scale-down': [
    'prepare-run',
    'record-state',
    'relax-webhooks',
    'pause-autoscalers',
    'drain-nodes',
    'scale-node-group',
    'confirm-stopped',
    'report-run',
  ],
  'scale-up': [
    'prepare-run',
    'validate-bootstrap',
    'scale-node-group',
    'wait-for-nodes',
    'uncordon-nodes',
    'wait-for-tier',
    'resume-autoscalers',
    'restore-webhooks',
    'validate-webhooks',
    'verify-cluster',
    'report-run',
  ],
  fleet: ['resolve-targets', 'report-fleet'],
};

/** What Step Functions asks of a machine's role to write its log. */
export const logDeliveryActions = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** What Step Functions asks of a machine's role to trace it. */
export const tracingActions = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

const everyMachine: readonly Grant[] = [
  { actions: logDeliveryActions, on: 'any', why: 'Step Functions writes the log of the machine.' },
  { actions: tracingActions, on: 'any', why: 'Step Functions traces the machine.' },
];

/** What the role of each machine may do. */
export const machineGrants: Readonly<Record<MachineKind, readonly Grant[]>> = {
  'scale-down': [callFunctions('scale-down-functions'), ...everyMachine],
  'scale-up': [callFunctions('scale-up-functions'), ...everyMachine],
  fleet: [
    callFunctions('fleet-functions'),
    { actions: ['states:StartExecution'], on: 'run-machines', why: 'Starts one run for each cluster.' },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      on: 'run-executions',
      why: 'Waits for the runs; ends them where the fleet is ended.',
    },
    {
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      on: 'nested-execution-rule',
      why: 'Step Functions hears from its own rule that a run has ended.',
    },
    { actions: ['states:StartExecution'], on: 'fleet-machine', why: 'The distributed Map starts its children.' },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      on: 'fleet-executions',
      why: 'The distributed Map looks after its children.',
    },
    {
      actions: ['states:RedriveExecution'],
      on: 'fleet-map-runs',
      why: 'A fleet that was cut off in its Map and is redriven redrives the children.',
    },
    ...everyMachine,
  ],
};

function callFunctions(on: ResourceKind): Grant {
  return { actions: ['lambda:InvokeFunction'], on, why: 'Calls its functions, and no others.' };
}
