import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { callAws } from './errors-from-aws.ts';
import type { NoticeMessage, Notices } from './ports.ts';

/** Whoever tells people has more to do after it: all attempts together get no more time than this. */
const patienceMs = 20_000;

/** The topic that the stack made, or that the configuration names. */
export function snsNotices(sns: SNSClient, topicArn: string): Notices {
  return {
    publish: async ({ subject, bodies, attributes }) => {
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: JSON.stringify(bodies),
        MessageStructure: 'json',
        MessageAttributes: attributesOf(attributes),
      });
      await callAws('sns:Publish', () => sns.send(command, { abortSignal: AbortSignal.timeout(patienceMs) }));
    },
  };
}

/** SNS refuses empty values. */
function attributesOf(attributes: NoticeMessage['attributes']): Record<string, MessageAttributeValue> {
  const filled = Object.entries(attributes).filter(([, value]) => value.length > 0);
  return Object.fromEntries(
    filled.map(([name, value]) => [
      name,
      typeof value === 'string'
        ? { DataType: 'String', StringValue: value }
        : { DataType: 'String.Array', StringValue: JSON.stringify(value) },
    ]),
  );
}
