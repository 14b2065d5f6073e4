import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { ServiceError } from '../service-error.ts';
import { queryService } from './query-protocol.ts';
import { type MessageParts, messageIn } from './sns-publish.ts';
import type { AwsService } from './wire.ts';

/** A message that somebody published. */
export interface PublishedMessage extends MessageParts {
  readonly topicArn: string;
  readonly at: number;
}

export interface Sns {
  readonly service: AwsService;
  /** In the order of their publication. */
  readonly messages: readonly PublishedMessage[];
  /** Answers the topic's ARN; the same for a topic that is there. */
  createTopic(name: string): string;
}

/** SNS: keeps what is published. Subscriptions are noted and nothing is delivered. */
export function createSns(options: { readonly clock: Clock; readonly account: string; readonly region: string }): Sns {
  const topics = new Set<string>();
  const subscriptions: { readonly SubscriptionArn: string; readonly [field: string]: string }[] = [];
  const messages: PublishedMessage[] = [];

  const createTopic = (name: string): string => {
    if (!/^[\w-]{1,256}(\.fifo)?$/.test(name))
      throw new ServiceError('InvalidParameter', 'Invalid parameter: Topic Name');
    const arn = `arn:aws:sns:${options.region}:${options.account}:${name}`;
    topics.add(arn);
    return arn;
  };
  const topic = (arn: string | undefined): string => {
    if (arn && topics.has(arn)) return arn;
    throw new ServiceError('NotFound', 'Topic does not exist', 404);
  };

  const service = queryService({
    signingName: 'sns',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: {
      CreateTopic: ({ Name = '' }) => ({ TopicArn: createTopic(Name) }),
      ListTopics: () => ({ Topics: { member: [...topics].map((TopicArn) => ({ TopicArn })) } }),
      Subscribe: ({ TopicArn, Protocol = '', Endpoint = '' }) => {
        const SubscriptionArn = `${topic(TopicArn)}:${randomUUID()}`;
        subscriptions.push({
          SubscriptionArn,
          Owner: options.account,
          Protocol,
          Endpoint,
          TopicArn: topic(TopicArn),
        });
        return { SubscriptionArn };
      },
      ListSubscriptionsByTopic: ({ TopicArn }) => {
        const wanted = topic(TopicArn);
        return { Subscriptions: { member: subscriptions.filter((one) => one.TopicArn === wanted) } };
      },
      Publish: (input) => {
        messages.push({ topicArn: topic(input.TopicArn), ...messageIn(input), at: options.clock.now() });
        return { MessageId: randomUUID() };
      },
    },
  });
  return { service, messages, createTopic };
}
