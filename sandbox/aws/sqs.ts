import { ServiceError } from '../service-error.ts';
import { jsonService } from './json-protocol.ts';
import type { AwsService } from './wire.ts';

interface SqsOptions {
  /** ARNs of the queues. */
  readonly queues: readonly string[];
  /** How many messages lie in one. */
  readonly lettersIn: (queueArn: string) => number;
}

/** SQS, as far as a person looks whether there is something in a queue of dead letters. */
export function sqsService({ queues, lettersIn }: SqsOptions): AwsService {
  const queueAt = (url: string | undefined): string => {
    const [, account, name] = /\/(\d{12})\/([\w.-]+)$/.exec(url ?? '') ?? [];
    const found = queues.find((arn) => arn.endsWith(`:${account}:${name}`));
    if (found) return found;
    const code = 'com.amazonaws.sqs#QueueDoesNotExist';
    throw new ServiceError(code, 'The specified queue does not exist.', 400);
  };
  return jsonService({
    signingName: 'sqs',
    targetPrefix: 'AmazonSQS',
    version: '1.0',
    operations: {
      GetQueueAttributes: ({ QueueUrl }: { readonly QueueUrl?: string }) => {
        const arn = queueAt(QueueUrl);
        return { Attributes: { QueueArn: arn, ApproximateNumberOfMessages: String(lettersIn(arn)) } };
      },
    },
  });
}
