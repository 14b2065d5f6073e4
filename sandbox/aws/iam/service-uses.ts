import type { DeployedFunction, DeployedMachine } from '../../deployment/read-access.ts';
import type { Need } from './policy.ts';

/**
 * What Lambda does with a function's role besides what its code does. A refusal shows nowhere: the log is not there, the traces are
 * not. CreateLogStream and PutLogEvents are asked for on the stream.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function usesOfFunction(lambda: DeployedFunction, place: { readonly region: string; readonly account: string }) {
  const stream = `arn:aws:logs:${place.region}:${place.account}:log-group:${lambda.logGroup}:log-stream:any`;
  const ec2 = (resource: string) => `arn:aws:ec2:${place.region}:${place.account}:${resource}/any`;
  return [
    ...on(stream, ['logs:CreateLogStream', 'logs:PutLogEvents']),
    ...(lambda.isTraced ? on('*', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']) : []),
    ...(lambda.isInNetwork ? [...on('*', networkLooks), ...on(ec2('network-interface'), networkChanges)] : []),
    ...(lambda.isInNetwork ? ['subnet', 'security-group'].flatMap((it) => on(ec2(it), creation)) : []),
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const networkLooks = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
/** Is asked for on the interface, its subnet and its security groups. */
const creation = ['ec2:CreateNetworkInterface'];
const networkChanges = [
  ...creation,
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What Step Functions does with a machine's role: it sets up the delivery of the log when the machine is made, and sends traces.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export function usesOfMachine({ isLogged, isTraced }: DeployedMachine): Need[] {
  return [
    ...(isLogged ? on('*', logDeliveryActions) : []),
    ...(isTraced
      ? on('*', [
          'xray:PutTraceSegments',
          'xray:PutTelemetryRecords',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
        ])
      : []),
  ];
}

const logDeliveryActions = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

function on(resource: string, actions: readonly string[]): Need[] {
  return actions.map((action) => ({ action, resource }));
}
