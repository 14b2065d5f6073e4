import { type Needs, textOf } from './needs.ts';

export const snsNeeds: Needs = {
  Publish: ({ TopicArn }) => [{ action: 'sns:Publish', resource: textOf(TopicArn) }],
  Subscribe: ({ TopicArn }) => [{ action: 'sns:Subscribe', resource: textOf(TopicArn) }],
  ListSubscriptionsByTopic: ({ TopicArn }) => [{ action: 'sns:ListSubscriptionsByTopic', resource: textOf(TopicArn) }],
  ListTopics: () => [{ action: 'sns:ListTopics', resource: '*' }],
};

export const stsNeeds: Needs = {
  AssumeRole: ({ RoleArn, RoleSessionName, ExternalId }) => [
    {
      action: 'sts:AssumeRole',
      resource: textOf(RoleArn),
      context: {
        'sts:rolesessionname': textOf(RoleSessionName),
        'sts:externalid': typeof ExternalId === 'string' ? ExternalId : undefined,
      },
    },
  ],
  // Nobody needs a permission to learn who they are.
  GetCallerIdentity: () => [],
};

export const lambdaNeeds: Needs = {
  Invoke: ({ FunctionName }, { account, region }) => {
    const name = textOf(FunctionName);
    const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return [{ action: 'lambda:InvokeFunction', resource: arn }];
  },
  ListFunctions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
};

export const schedulerNeeds: Needs = {
  ListSchedules: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
  ListScheduleGroups: () => [{ action: 'scheduler:ListScheduleGroups', resource: '*' }],
};
