import type { DeploymentValues } from './resolve-intrinsics.ts';

export const stackName = 'EksScheduler';
/** What each other account with clusters gets. */
export const targetStackName = 'EksSchedulerTarget';

export interface Place {
  readonly account: string;
  readonly region: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The name in the account: the one that the template gives, else one made of the logical id. */
export function resourceName(logicalId: string, { Type, Properties }: Resource): string {
  const given = Properties[nameProperties[Type] ?? 'Name'];
  const name = typeof given === 'string' ? given : `${stackName}-${logicalId}`;
  // Bucket names are lower case.
  return Type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}

const nameProperties: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** By type of resource, from its name. */
const arnOf: Readonly<Record<string, (name: string, place: Place, properties: Resource['Properties']) => string>> = {
  'AWS::CloudWatch::Alarm': (name, place) => regional('cloudwatch', place, `alarm:${name}`),
  'AWS::DynamoDB::GlobalTable': (name, place) => regional('dynamodb', place, `table/${name}`),
  'AWS::Events::Rule': (name, place) => regional('events', place, `rule/${name}`),
  'AWS::IAM::Role': (name, { account }, { Path }) =>
    `arn:aws:iam::${account}:role${typeof Path === 'string' ? Path : '/'}${name}`,
  'AWS::KMS::Key': (name, place) => regional('kms', place, `key/${name}`),
  'AWS::Lambda::Function': (name, place) => regional('lambda', place, `function:${name}`),
  'AWS::Logs::LogGroup': (name, place) => regional('logs', place, `log-group:${name}:*`),
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::SNS::Topic': (name, place) => regional('sns', place, name),
  'AWS::SQS::Queue': (name, place) => regional('sqs', place, name),
  'AWS::Scheduler::ScheduleGroup': (name, place) => regional('scheduler', place, `schedule-group/${name}`),
  'AWS::Scheduler::Schedule': (name, place, { GroupName }) =>
    regional('scheduler', place, `schedule/${typeof GroupName === 'string' ? GroupName : 'default'}/${name}`),
  'AWS::StepFunctions::StateMachine': (name, place) => regional('states', place, `stateMachine:${name}`),
};

function regional(service: string, { account, region }: Place, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** Attributes of resources besides `Arn` that are their names. */
const nameAttributes: Readonly<Record<string, readonly string[]>> = {
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::StepFunctions::StateMachine': ['Name'],
};

/** What `Ref` gives the ARN of, and not the name. */
const refersByArn = new Set(['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic']);

/** What CloudFormation would know of these resources once they were there, in this account and region. */
export function valuesOf(resources: readonly (readonly [string, Resource])[], place: Place): DeploymentValues {
  const { account, region } = place;
  const ref: Record<string, string> = {};
  const attribute: Record<string, string> = {};
  for (const [id, resource] of resources) {
    const { Type, Properties } = resource;
    const name = resourceName(id, resource);
    const arn = arnOf[Type]?.(name, place, Properties);
    if (arn) {
      attribute[`${id}.Arn`] = arn;
      attribute[`${id}.${Type.split('::').at(-1)}Arn`] = arn;
    }
    for (const field of nameAttributes[Type] ?? []) attribute[`${id}.${field}`] = name;
    ref[id] = arn && refersByArn.has(Type) ? arn : name;
    if (Type === 'AWS::SQS::Queue') ref[id] = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  }
  const pseudo = {
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': regional('cloudformation', place, `stack/${stackName}/00000000-0000-0000-0000-000000000000`),
  };
  return { pseudo, ref, attribute };
}
