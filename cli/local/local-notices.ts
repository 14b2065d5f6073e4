import { randomUUID } from 'node:crypto';
import { queryService } from '../../sandbox/aws/query-protocol.ts';
import type { AwsService } from '../../sandbox/aws/wire.ts';

/** SNS for the topic that a deployment would have made: nobody has subscribed to it here, so the person who watches gets the subject. */
export function localNotices(tell: (line: string) => void): AwsService {
  return queryService({
    signingName: 'sns',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: {
      Publish: ({ Subject = 'without a subject' }) => {
        tell(`Notice: ${Subject}`);
        return { MessageId: randomUUID() };
      },
    },
  });
}
