import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * With its plain text, without it, or as a pair: which of these a service asks for, AWS does not say, and has the `*` in its own examples:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
const dataKeys = ['kms:GenerateDataKey*'];

/**
 * The one key of the scheduler, for its table, bucket, topic, logs and the schedules' dead letters. Retained, because what the table holds cannot be
 * read without it.
 *
 * Its policy lets the account's IAM say who may use it, and names the services that act by themselves: the others use it in the name
 * of the function that calls them, with that function's permission.
 */
export function schedulerKey(scope: Construct): Key {
  const key = new Key(scope, 'Key', {
    alias: 'alias/eks-scheduler',
    description: 'EKS Scheduler: its table, reports, notices, logs and the dead letters of its schedules',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const { account, region } = Stack.of(scope);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogGroups',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', ...dataKeys, 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupsOf(scope) } },
    }),
  );
  // An alarm publishes to the topic as the service, and not as anybody's role.
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsToTopic',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', ...dataKeys],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return key;
}

function logGroupsOf(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
