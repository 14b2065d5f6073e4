import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type EventPattern, eventPatternSchema } from '../aws/event-pattern.ts';
import { type DeploymentValues, resolveIntrinsics } from './resolve-intrinsics.ts';

/** What the synthesized template would create, with every reference resolved for one account and region. */
export interface Deployment {
  readonly tables: readonly TableDefinition[];
  readonly buckets: readonly string[];
  /** Names of the SNS topics. */
  readonly topics: readonly string[];
  readonly rules: readonly RuleDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly stateMachines: readonly { readonly name: string; readonly definition: string; readonly roleArn: string }[];
}

/** An EventBridge rule on the default bus. */
export interface RuleDefinition {
  readonly name: string;
  readonly pattern: EventPattern;
  /** ARNs of the functions that it calls. */
  readonly functionArns: readonly string[];
}

export interface TableDefinition {
  readonly name: string;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly attributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
}

export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly codeDirectory: string;
  /** `drain-nodes/handler.handler` */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

const stackName = 'EksScheduler';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const tableSchema = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
});
const functionSchema = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
});
const ruleSchema = z.object({
  State: z.literal('ENABLED'),
  EventPattern: eventPatternSchema,
  // Only what the sandbox does: no input of its own, no dead letters.
  Targets: z.array(z.strictObject({ Id: z.string(), Arn: z.string().startsWith('arn:aws:lambda:') })),
});
const machineSchema = z.object({ StateMachineName: z.string(), DefinitionString: z.string(), RoleArn: z.string() });

type Resource = z.infer<typeof templateSchema>['Resources'][string];

/** Reads the cloud assembly in `assemblyDirectory` as CloudFormation would deploy it. */
export function loadDeployment(assemblyDirectory: string, place: { account: string; region: string }): Deployment {
  const file = join(assemblyDirectory, `${stackName}.template.json`);
  const resources = Object.entries(templateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).Resources);
  const values = valuesOf(resources, place);
  const ofType = (type: string) =>
    resources
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resolveIntrinsics(resource.Properties, values)] as const);

  return {
    tables: ofType('AWS::DynamoDB::GlobalTable').map(([id, properties]) => {
      const table = tableSchema.parse(properties);
      return { name: nameOf(id), keySchema: table.KeySchema, attributeDefinitions: table.AttributeDefinitions };
    }),
    buckets: ofType('AWS::S3::Bucket').map(([id]) => bucketName(id)),
    topics: ofType('AWS::SNS::Topic').map(([id]) => nameOf(id)),
    rules: ofType('AWS::Events::Rule').map(([id, properties]) => {
      const rule = ruleSchema.parse(properties);
      return { name: nameOf(id), pattern: rule.EventPattern, functionArns: rule.Targets.map(({ Arn }) => Arn) };
    }),
    functions: ofType('AWS::Lambda::Function').map(([id, properties]) => {
      const definition = functionSchema.parse(properties);
      return {
        name: nameOf(id),
        arn: functionArn(id, place),
        codeDirectory: join(assemblyDirectory, `asset.${definition.Code.S3Key.replace(/\.zip$/, '')}`),
        handler: definition.Handler,
        environment: definition.Environment?.Variables ?? {},
        timeoutSeconds: definition.Timeout,
      };
    }),
    stateMachines: ofType('AWS::StepFunctions::StateMachine').map(([, properties]) => {
      const machine = machineSchema.parse(properties);
      return { name: machine.StateMachineName, definition: machine.DefinitionString, roleArn: machine.RoleArn };
    }),
  };
}

function nameOf(logicalId: string): string {
  return `${stackName}-${logicalId}`;
}

/** Bucket names are lower case. */
function bucketName(logicalId: string): string {
  return nameOf(logicalId).toLowerCase();
}

function functionArn(logicalId: string, { account, region }: { account: string; region: string }): string {
  return `arn:aws:lambda:${region}:${account}:function:${nameOf(logicalId)}`;
}

/** What `Ref` gives the ARN of, and not the name. */
const refersByArn = new Set(['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic']);

function valuesOf(resources: [string, Resource][], place: { account: string; region: string }): DeploymentValues {
  const { account, region } = place;
  const ref: Record<string, string> = {};
  const attribute: Record<string, string> = {};
  for (const [id, { Type, Properties }] of resources) {
    const arns: Record<string, string> = {
      'AWS::Lambda::Function': functionArn(id, place),
      'AWS::DynamoDB::GlobalTable': `arn:aws:dynamodb:${region}:${account}:table/${nameOf(id)}`,
      'AWS::S3::Bucket': `arn:aws:s3:::${bucketName(id)}`,
      'AWS::SNS::Topic': `arn:aws:sns:${region}:${account}:${nameOf(id)}`,
      'AWS::IAM::Role': `arn:aws:iam::${account}:role/${nameOf(id)}`,
      'AWS::StepFunctions::StateMachine': `arn:aws:states:${region}:${account}:stateMachine:${Properties.StateMachineName}`,
    };
    const arn = arns[Type];
    if (arn) attribute[`${id}.Arn`] = arn;
    ref[id] = Type === 'AWS::S3::Bucket' ? bucketName(id) : arn && refersByArn.has(Type) ? arn : nameOf(id);
  }
  const pseudo = {
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
  };
  return { pseudo, ref, attribute };
}
