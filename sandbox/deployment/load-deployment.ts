import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type EventPattern, eventPatternSchema } from '../aws/event-pattern.ts';
import { type DeployedAccess, type DeployedRole, readAccess } from './read-access.ts';
import { readSchedules, type ScheduleDefinition } from './read-schedules.ts';
import { readTemplate } from './read-template.ts';
import { type Place, stackName, targetStackName } from './resource-names.ts';

/** What the synthesized template would create, with every reference resolved for one account and region. */
export interface Deployment {
  readonly tables: readonly TableDefinition[];
  readonly buckets: readonly string[];
  /** Names of the SNS topics. */
  readonly topics: readonly string[];
  /** ARNs of the SQS queues. */
  readonly queues: readonly string[];
  readonly rules: readonly RuleDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly stateMachines: readonly { readonly name: string; readonly definition: string; readonly roleArn: string }[];
  readonly schedules: readonly ScheduleDefinition[];
  /** Who may do what. */
  readonly access: DeployedAccess;
}

/** An EventBridge rule on the default bus. */
export interface RuleDefinition {
  readonly name: string;
  /** Null for one on a timer. */
  readonly pattern: EventPattern | null;
  /** ARNs of the functions that it calls. */
  readonly functionArns: readonly string[];
}

export interface TableDefinition {
  readonly name: string;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly attributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  /** As CreateTable takes them. */
  readonly globalSecondaryIndexes: readonly TableIndexDefinition[];
  readonly hasDeletionProtection: boolean;
  /** Point-in-time recovery. */
  readonly hasRecovery: boolean;
}

export interface TableIndexDefinition {
  readonly IndexName: string;
  readonly KeySchema: TableDefinition['keySchema'];
  readonly Projection: {
    readonly ProjectionType?: string | undefined;
    readonly NonKeyAttributes?: string[] | undefined;
  };
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

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const tableSchema = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.string().optional(),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
  Replicas: z
    .array(
      z.object({
        DeletionProtectionEnabled: z.boolean().default(false),
        PointInTimeRecoverySpecification: z
          .object({ PointInTimeRecoveryEnabled: z.boolean().default(false) })
          .default({ PointInTimeRecoveryEnabled: false }),
      }),
    )
    .default([]),
});
const functionSchema = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
});
const ruleSchema = z.object({
  State: z.literal('ENABLED'),
  EventPattern: eventPatternSchema.optional(),
  ScheduleExpression: z.string().optional(),
  // Only what the sandbox does: no input of its own. A call there always arrives, so nothing becomes a dead letter.
  Targets: z.array(
    z.strictObject({
      Id: z.string(),
      Arn: z.string().startsWith('arn:aws:lambda:'),
      DeadLetterConfig: z.unknown().optional(),
      RetryPolicy: z.unknown().optional(),
    }),
  ),
});
const machineSchema = z.object({ StateMachineName: z.string(), DefinitionString: z.string(), RoleArn: z.string() });

/** Reads the cloud assembly in `assemblyDirectory` as CloudFormation would deploy it. */
export function loadDeployment(assemblyDirectory: string, place: Place): Deployment {
  const ofType = readTemplate(join(assemblyDirectory, `${stackName}.template.json`), place);
  return {
    tables: ofType('AWS::DynamoDB::GlobalTable').map(({ name, properties }) => {
      const table = tableSchema.parse(properties);
      return {
        name,
        keySchema: table.KeySchema,
        attributeDefinitions: table.AttributeDefinitions,
        globalSecondaryIndexes: table.GlobalSecondaryIndexes,
        hasDeletionProtection: table.Replicas[0]?.DeletionProtectionEnabled ?? false,
        hasRecovery: table.Replicas[0]?.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled ?? false,
      };
    }),
    buckets: ofType('AWS::S3::Bucket').map(({ name }) => name),
    topics: ofType('AWS::SNS::Topic').map(({ name }) => name),
    queues: ofType('AWS::SQS::Queue').map(({ arn }) => arn),
    rules: ofType('AWS::Events::Rule').map(({ name, properties }) => {
      const rule = ruleSchema.parse(properties);
      return { name, pattern: rule.EventPattern ?? null, functionArns: rule.Targets.map(({ Arn }) => Arn) };
    }),
    functions: ofType('AWS::Lambda::Function').map(({ name, arn, properties }) => {
      const definition = functionSchema.parse(properties);
      return {
        name,
        arn,
        codeDirectory: join(assemblyDirectory, `asset.${definition.Code.S3Key.replace(/\.zip$/, '')}`),
        handler: definition.Handler,
        environment: definition.Environment?.Variables ?? {},
        timeoutSeconds: definition.Timeout,
      };
    }),
    stateMachines: ofType('AWS::StepFunctions::StateMachine').map(({ properties }) => {
      const machine = machineSchema.parse(properties);
      return { name: machine.StateMachineName, definition: machine.DefinitionString, roleArn: machine.RoleArn };
    }),
    schedules: readSchedules(ofType),
    access: { ...readAccess(ofType), rolesIn: (account) => rolesOfTarget(assemblyDirectory, place, account) },
  };
}

/** What the template for other accounts deploys in one of them. */
function rolesOfTarget(assemblyDirectory: string, { account, region }: Place, target: string): readonly DeployedRole[] {
  const file = join(assemblyDirectory, `${targetStackName}.template.json`);
  if (!existsSync(file)) return [];
  return readAccess(readTemplate(file, { account: target, region }, { SchedulerAccount: account })).roles;
}
