import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type PhaseName, type PhaseTasks, phaseNames, phases } from '../state-machines/phases.ts';

/** The role, in the account of each cluster, through which every phase reaches a cluster. */
export const accessRoleName = 'eks-scheduler-access';

interface PhaseFunctionsProps {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
  readonly table: TableV2;
  readonly reports: Bucket;
}

/** One function for each phase. */
export class PhaseFunctions extends Construct {
  readonly tasks: PhaseTasks;
  readonly functions: Readonly<Record<PhaseName, LambdaFunction>>;

  constructor(scope: Construct, id: string, props: PhaseFunctionsProps) {
    super(scope, id);
    const code = Code.fromAsset(props.bundleDirectory);
    const functions = phaseNames.map((phase) => [phase, this.#function(phase, code, props)] as const);
    this.functions = Object.fromEntries(functions) as Record<PhaseName, LambdaFunction>;
    this.tasks = Object.fromEntries(
      functions.map(([phase, fn]) => [
        phase,
        { function: fn, timeout: Duration.minutes(phases[phase].timeoutMinutes).plus(Duration.seconds(30)) },
      ]),
    ) as PhaseTasks;
  }

  #function(phase: PhaseName, code: Code, { table, reports }: PhaseFunctionsProps): LambdaFunction {
    return new LambdaFunction(this, pascalCase(phase), {
      description: `EKS Scheduler: ${sentence(phase)}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code,
      handler: `${phase}/handler.handler`,
      timeout: Duration.minutes(phases[phase].timeoutMinutes),
      memorySize: phases[phase].memoryMb,
      environment: {
        TABLE_NAME: table.tableName,
        REPORTS_BUCKET: reports.bucketName,
        ACCESS_ROLE_NAME: accessRoleName,
        POWERTOOLS_SERVICE_NAME: 'eks-scheduler',
      },
    });
  }
}

function pascalCase(phase: string): string {
  return phase.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
}

function sentence(phase: string): string {
  const words = phase.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
