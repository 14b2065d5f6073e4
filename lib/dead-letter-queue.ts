import { Duration, Validations } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * What could not be delivered: kept for as long as SQS keeps anything, for a person to read. An alarm watches it.
 *
 * @param key For what is written with a role that may use it. Null, for SQS's own key, behind a rule: EventBridge comes to a key as a
 * service and does not say for which account, so that a condition on that would lose every letter in silence.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function deadLetterQueue(scope: Construct, id: string, key: Key | null): Queue {
  const queue = new Queue(scope, id, {
    ...(key === null
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue: nothing comes after it.',
  });
  return queue;
}
