import { RemovalPolicy } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface LogSettings {
  readonly key: Key;
  /** Days; one of the numbers that CloudWatch Logs takes, which the configuration has checked. */
  readonly retentionDays: number;
}

/**
 * The logs of one function or machine, under a name of its own.
 *
 * They go with the stack: a log group that stayed would be in the way of the next deployment, and what has to outlast the stack
 * stands in the table and in the reports.
 */
export function logGroup(scope: Construct, id: string, logGroupName: string, settings: LogSettings): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    encryptionKey: settings.key,
    retention: settings.retentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
