import { expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { noticeTopic } from '../../lib/notice-topic.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';

const existing = 'arn:aws:sns:eu-west-1:111122223333:night-shift';

function aStack(region?: string): Stack {
  return new Stack(new App({ analyticsReporting: false }), 'Scheduler', {
    ...(region ? { env: { account: '111122223333', region } } : {}),
  });
}

const topicsOf = (stack: Stack) => stack.node.findAll().filter((node) => node instanceof CfnTopic);

test('without a topic in the configuration the stack makes one', () => {
  const stack = aStack();
  noticeTopic(stack, new Key(stack, 'Key'), null);
  expect(topicsOf(stack)).toHaveLength(1);
});

test.each([['eu-west-1'], [undefined]])(
  'a topic of the same region is used, and none is made (deployed to %s)',
  (region) => {
    const stack = aStack(region);
    expect(noticeTopic(stack, new Key(stack, 'Key'), existing).topicArn).toBe(existing);
    expect(topicsOf(stack)).toEqual([]);
  },
);

test('a topic of another region is refused: no alarm could tell it anything', () => {
  const stack = aStack('us-east-1');
  const key = new Key(stack, 'Key');
  const make = () => noticeTopic(stack, key, existing);
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(/sns\.topicArn.*another region.*Write the ARN of a topic in us-east-1/);
});
