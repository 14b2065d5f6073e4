import { z } from 'zod';
import { type Asker, domainIn, signedRequest } from './signed-request.ts';

const answerSchema = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) });

/**
 * How many messages lie in a queue of the asker's region; approximate, as SQS has it.
 *
 * @throws As `signedRequest` says; QueueDoesNotExist for a queue that is not there.
 */
export async function lettersIn(asker: Asker, queueArn: string): Promise<number> {
  const text = await signedRequest(asker, {
    method: 'POST',
    action: 'sqs:GetQueueAttributes',
    path: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueAttributes' },
    body: JSON.stringify({ QueueUrl: queueUrl(queueArn), AttributeNames: ['ApproximateNumberOfMessages'] }),
  });
  return answerSchema.parse(JSON.parse(text)).Attributes.ApproximateNumberOfMessages;
}

/** The address of a queue, which SQS wants in the place of its ARN. */
export function queueUrl(queueArn: string): string {
  const [, , , region = '', account, name] = queueArn.split(':');
  return `https://sqs.${region}.${domainIn(region)}/${account}/${name}`;
}
