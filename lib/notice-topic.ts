import { Arn, ArnFormat, Aws, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../src/domain/errors.ts';

/**
 * Where people subscribe to hear of runs and alarms.
 *
 * @param existing The ARN of a topic that somebody else keeps, whose policy has to let the alarms in; null makes one.
 * @throws {ConfigurationError} for a topic in another region: no alarm can tell it anything.
 */
export function noticeTopic(scope: Construct, key: Key, existing: string | null): ITopic {
  if (existing !== null) {
    assertSameRegion(scope, existing);
    return Topic.fromTopicArn(scope, 'Notices', existing);
  }
  const topic = new Topic(scope, 'Notices', { displayName: 'EKS Scheduler', masterKey: key, enforceSSL: true });
  // A topic with a policy of its own has lost the one that lets every alarm of the account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}

/** Where the stack's region is known only when it is deployed, CloudFormation is left to say it. */
function assertSameRegion(scope: Construct, topicArn: string): void {
  const { region } = Stack.of(scope);
  const itsRegion = Arn.split(topicArn, ArnFormat.NO_RESOURCE_NAME).region;
  if (Token.isUnresolved(region) || itsRegion === region) return;
  throw new ConfigurationError(
    `sns.topicArn: "${topicArn}" is in another region than the scheduler, ${region}, whose alarms cannot reach it.`,
    `Write the ARN of a topic in ${region}, or null for one of the scheduler's own.`,
  );
}
