import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The role, in the account of each cluster, through which every phase reaches a cluster. */
export const accessRoleName = 'eks-scheduler-access';

/** What every function of the stack is given. */
export interface FunctionSurroundings {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
  readonly table: TableV2;
  readonly reports: Bucket;
  readonly notices: Topic;
}

/**
 * A function of the scheduler, made of the folder in lambdas/ whose name it has.
 *
 * @param folder Kebab-case.
 */
export function schedulerFunction(
  scope: Construct,
  folder: string,
  { timeoutMinutes, memoryMb }: { readonly timeoutMinutes: number; readonly memoryMb: number },
  { bundleDirectory, table, reports, notices }: FunctionSurroundings,
): LambdaFunction {
  return new LambdaFunction(scope, pascalCase(folder), {
    description: `EKS Scheduler: ${sentence(folder)}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(bundleDirectory),
    handler: `${folder}/handler.handler`,
    timeout: Duration.minutes(timeoutMinutes),
    memorySize: memoryMb,
    environment: {
      TABLE_NAME: table.tableName,
      REPORTS_BUCKET: reports.bucketName,
      TOPIC_ARN: notices.topicArn,
      ACCESS_ROLE_NAME: accessRoleName,
      POWERTOOLS_SERVICE_NAME: 'eks-scheduler',
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
