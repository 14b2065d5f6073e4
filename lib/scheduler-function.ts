import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { accessRoleName, type FunctionName } from '../src/access/permissions.ts';
import type { Configuration, DeploymentSettings } from '../src/config/schema.ts';
import { functionRole } from './function-role.ts';
import { logGroup } from './log-group.ts';
import type { Network } from './network.ts';
import { bundleOf } from './phase-bundle.ts';

/** What every function of the stack is given. */
export interface FunctionSurroundings {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
  readonly deployment: DeploymentSettings;
  readonly logLevel: Configuration['logging']['level'];
  readonly key: Key;
  readonly table: TableV2;
  readonly reports: Bucket;
  readonly notices: ITopic;
  /** Where functions run that talk to Kubernetes; null outside any VPC. */
  readonly network: Network | null;
}

/** What one function needs. */
export interface FunctionNeeds {
  /** How long one invocation may take. */
  readonly timeoutMinutes: number;
  /** Also its share of a CPU: 1,769 MB are a whole one. */
  readonly memoryMb: number;
  /** Placed in the network, where there is one. */
  readonly talksToKubernetes?: boolean;
  /** Invocations at once, kept for it and never exceeded; absent: whatever the account has left. */
  readonly reservedConcurrency?: number;
  /** Variables besides those that every function has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A function of the scheduler, made of the folder in lambdas/ whose name it has.
 *
 * @param folder Kebab-case.
 */
export function schedulerFunction(
  scope: Construct,
  folder: FunctionName,
  needs: FunctionNeeds,
  surroundings: FunctionSurroundings,
): LambdaFunction {
  const { bundleDirectory, deployment, logLevel, key, table, reports, notices, network } = surroundings;
  const name = pascalCase(folder);
  const isPlaced = network !== null && needs.talksToKubernetes === true;
  const logs = logGroup(scope, `${name}Logs`, `/aws/lambda/eks-scheduler-${folder}`, {
    key,
    retentionDays: deployment.logRetentionDays,
  });
  return new LambdaFunction(scope, name, {
    functionName: `eks-scheduler-${folder}`,
    description: `EKS Scheduler: ${sentence(folder)}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(bundleOf(bundleDirectory, folder)),
    handler: `${folder}/handler.handler`,
    timeout: Duration.minutes(needs.timeoutMinutes),
    memorySize: needs.memoryMb,
    ...(needs.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: needs.reservedConcurrency }),
    ...(isPlaced ? network.placement : {}),
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel[logLevel],
    systemLogLevelV2: SystemLogLevel.INFO,
    role: functionRole(scope, `${name}Role`, folder, {
      ...surroundings,
      logGroup: logs,
      placedIn: isPlaced ? deployment.network : null,
      settings: deployment,
    }),
    logGroup: logs,
    environment: {
      TABLE_NAME: table.tableName,
      REPORTS_BUCKET: reports.bucketName,
      TOPIC_ARN: notices.topicArn,
      ACCESS_ROLE_NAME: `${deployment.rolePath.slice(1)}${accessRoleName}`,
      ...(deployment.externalId === null ? {} : { EXTERNAL_ID: deployment.externalId }),
      POWERTOOLS_SERVICE_NAME: 'eks-scheduler',
      POWERTOOLS_LOG_LEVEL: logLevel,
      ...needs.environment,
    },
  });
}

function pascalCase(folder: string): string {
  return folder.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
}

function sentence(folder: string): string {
  const words = folder.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
