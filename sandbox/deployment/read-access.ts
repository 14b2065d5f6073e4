import { z } from 'zod';
import { type PolicyDocument, policySchema } from '../aws/iam/policy.ts';
import type { ResourcesOfType } from './read-template.ts';

/** Who may do what in the deployed stack. Policies are as the template has them, their references resolved. */
export interface DeployedAccess {
  readonly roles: readonly DeployedRole[];
  /** The roles in another account with clusters. */
  readonly rolesIn?: (account: string) => readonly DeployedRole[];
  /** By name. */
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  readonly machines: readonly DeployedMachine[];
  /** Which role is given to which service. */
  readonly serviceRoles: readonly ServiceRole[];
  /** Who may call functions besides those whose own policies allow it. */
  readonly functionPermissions: readonly FunctionPermission[];
  /** Policies of buckets, topics and queues. */
  readonly resourcePolicies: readonly PolicyDocument[];
  /** ARNs of the customer-managed keys, by the ARNs of what they encrypt. */
  readonly keys: Readonly<Record<string, string>>;
}

/** A function as far as its role is concerned. */
export interface DeployedFunction {
  readonly roleArn: string;
  readonly logGroup: string;
  readonly isTraced: boolean;
  readonly isInNetwork: boolean;
}

/** A state machine as far as its role is concerned. */
export interface DeployedMachine {
  readonly roleArn: string;
  readonly isLogged: boolean;
  readonly isTraced: boolean;
}

/** A role that a service of AWS assumes. */
export interface ServiceRole {
  /** `lambda.amazonaws.com` */
  readonly service: string;
  readonly roleArn: string;
  /** What the service says that it assumes it for; null where it says nothing. */
  readonly sourceArn: string | null;
}

export interface DeployedRole {
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  /** ARNs of policies that are not in the template. */
  readonly managedPolicies: readonly string[];
  readonly permissionsBoundary: string | null;
}

export interface FunctionPermission {
  readonly functionArn: string;
  readonly action: string;
  /** `events.amazonaws.com` */
  readonly principal: string;
  readonly sourceArn: string | null;
}

const roleSchema = z.object({
  AssumeRolePolicyDocument: policySchema,
  Policies: z.array(z.object({ PolicyDocument: policySchema })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  PermissionsBoundary: z.string().optional(),
});
const policyResourceSchema = z.object({ PolicyDocument: policySchema, Roles: z.array(z.string()).default([]) });
const permissionSchema = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});
const functionSchema = z.object({
  Role: z.string(),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
  TracingConfig: z.object({ Mode: z.string() }).optional(),
  VpcConfig: z.unknown().optional(),
});
const scheduleSchema = z.object({ Target: z.object({ RoleArn: z.string() }) });
const machineSchema = z.object({
  RoleArn: z.string(),
  LoggingConfiguration: z.object({ Level: z.string().default('OFF') }).optional(),
  TracingConfiguration: z.object({ Enabled: z.boolean().default(false) }).optional(),
});

/** Reads roles, policies and permissions of a template. */
export function readAccess(ofType: ResourcesOfType): DeployedAccess {
  const machines = ofType('AWS::StepFunctions::StateMachine').map(({ arn, properties }) => ({
    arn,
    ...readMachine(properties),
  }));
  const functions = Object.fromEntries(
    ofType('AWS::Lambda::Function').map(({ name, properties }) => [name, readFunction(name, properties)]),
  );
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap(ofType)
    .map(({ properties }) => policyResourceSchema.parse(properties));
  return {
    roles: ofType('AWS::IAM::Role').map(({ name, arn, properties }) => {
      const role = roleSchema.parse(properties);
      const others = attached.filter(({ Roles }) => Roles.includes(name));
      return {
        arn,
        trust: role.AssumeRolePolicyDocument,
        policies: [...role.Policies, ...others].map(({ PolicyDocument }) => PolicyDocument),
        managedPolicies: role.ManagedPolicyArns,
        permissionsBoundary: role.PermissionsBoundary ?? null,
      };
    }),
    functions,
    machines,
    serviceRoles: [
      ...Object.values(functions).map(({ roleArn }) => ({ service: 'lambda.amazonaws.com', roleArn, sourceArn: null })),
      ...machines.map(({ roleArn, arn }) => ({ service: 'states.amazonaws.com', roleArn, sourceArn: arn })),
      ...ofType('AWS::Scheduler::Schedule').map(({ arn, properties }) => {
        // EventBridge Scheduler names the group, not the schedule.
        const sourceArn = arn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1');
        return {
          service: 'scheduler.amazonaws.com',
          roleArn: scheduleSchema.parse(properties).Target.RoleArn,
          sourceArn,
        };
      }),
    ],
    functionPermissions: ofType('AWS::Lambda::Permission').map(({ properties }) => {
      const { FunctionName, Action, Principal, SourceArn } = permissionSchema.parse(properties);
      return { functionArn: FunctionName, action: Action, principal: Principal, sourceArn: SourceArn ?? null };
    }),
    resourcePolicies: ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']
      .flatMap(ofType)
      .map(({ properties }) => policyResourceSchema.parse(properties).PolicyDocument),
    keys: keysOf(ofType),
  };
}

function readFunction(name: string, properties: unknown): DeployedFunction {
  const { Role, LoggingConfig, TracingConfig, VpcConfig } = functionSchema.parse(properties);
  return {
    roleArn: Role,
    logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    isTraced: TracingConfig?.Mode === 'Active',
    isInNetwork: VpcConfig !== undefined,
  };
}

function readMachine(properties: unknown): DeployedMachine {
  const { RoleArn, LoggingConfiguration, TracingConfiguration } = machineSchema.parse(properties);
  return {
    roleArn: RoleArn,
    isLogged: (LoggingConfiguration?.Level ?? 'OFF') !== 'OFF',
    isTraced: TracingConfiguration?.Enabled ?? false,
  };
}

const encryptedSchemas: Readonly<Record<string, z.ZodType<string | undefined>>> = {
  'AWS::DynamoDB::GlobalTable': z
    .object({
      Replicas: z
        .array(z.object({ SSESpecification: z.object({ KMSMasterKeyId: z.string() }).optional() }))
        .default([]),
    })
    .transform(({ Replicas }) => Replicas[0]?.SSESpecification?.KMSMasterKeyId),
  'AWS::S3::Bucket': z
    .object({
      BucketEncryption: z
        .object({
          ServerSideEncryptionConfiguration: z.array(
            z.object({ ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.string().optional() }) }),
          ),
        })
        .optional(),
    })
    .transform(
      ({ BucketEncryption }) =>
        BucketEncryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault.KMSMasterKeyID,
    ),
  'AWS::SNS::Topic': z.object({ KmsMasterKeyId: z.string().optional() }).transform((it) => it.KmsMasterKeyId),
  'AWS::SQS::Queue': z.object({ KmsMasterKeyId: z.string().optional() }).transform((it) => it.KmsMasterKeyId),
};

/** A key may be named by its ARN or by its id. */
function keysOf(ofType: ResourcesOfType): Record<string, string> {
  const keys = ofType('AWS::KMS::Key');
  const keyOf = (named: string) => keys.find(({ arn, name }) => [arn, name].includes(named))?.arn ?? named;
  return Object.fromEntries(
    Object.entries(encryptedSchemas).flatMap(([type, schema]) =>
      ofType(type).flatMap(({ arn, properties }) => {
        const named = schema.parse(properties);
        return named === undefined ? [] : [[arn, keyOf(named)]];
      }),
    ),
  );
}
