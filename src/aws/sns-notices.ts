import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { callAws } from './errors-from-aws.ts';
import type { Notices } from './ports.ts';

/** What SNS takes as a subject. */
const longestSubject = 100;

/** The topic that the stack made. */
export function snsNotices(sns: SNSClient, topicArn: string): Notices {
  return {
    publish: async (subject, text) => {
      const Subject = subject.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, longestSubject);
      await callAws('sns:Publish', () => sns.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: text })));
    },
  };
}
