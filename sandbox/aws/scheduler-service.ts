import type { ScheduleDefinition } from '../deployment/read-schedules.ts';
import { ServiceError } from '../service-error.ts';
import { notImplemented } from './not-implemented.ts';
import { page } from './paging.ts';
import { asJson, type RestCall, type RestRoute, restJsonService } from './rest-json-protocol.ts';
import type { AwsService } from './wire.ts';

/**
 * What EventBridge Scheduler answers about the deployed schedules. Schedules are changed by a deployment alone: every other operation
 * is refused by name.
 *
 * @param createdAt Milliseconds since 1970.
 */
export function schedulerService(schedules: readonly ScheduleDefinition[], createdAt: number): AwsService {
  const dates = { CreationDate: createdAt / 1000, LastModificationDate: createdAt / 1000 };
  const list = ({ query }: RestCall) => {
    const [group, prefix, state] = ['ScheduleGroup', 'NamePrefix', 'State'].map((name) => query.get(name));
    const wanted = schedules.filter(
      (it) => (!group || it.group === group) && it.name.startsWith(prefix ?? '') && (!state || stateOf(it) === state),
    );
    const { items, nextToken } = onePage(wanted, query);
    const Schedules = items.map((it) => ({ ...summaryOf(it), ...dates, Target: { Arn: it.target.arn } }));
    return asJson({ Schedules, ...nextToken });
  };
  const get = ({ path, query }: RestCall) => {
    const group = query.get('groupName') ?? 'default';
    const found = schedules.find((it) => it.name === path.Name && it.group === group);
    if (!found) throw notFound(`Schedule ${path.Name} does not exist.`);
    return asJson({ ...describe(found), ...dates });
  };
  const listGroups = ({ query }: RestCall) => {
    const { items, nextToken } = onePage(groupsOf(schedules), query);
    return asJson({ ScheduleGroups: items.map((group) => ({ ...group, ...dates })), ...nextToken });
  };
  const getGroup = ({ path }: RestCall) => {
    const found = groupsOf(schedules).find(({ Name }) => Name === path.Name);
    if (!found) throw notFound(`Schedule group ${path.Name} does not exist.`);
    return asJson({ ...found, ...dates });
  };
  return restJsonService('scheduler', [
    { operation: 'ListSchedules', route: 'GET /schedules', run: list },
    { operation: 'GetSchedule', route: 'GET /schedules/{Name}', run: get },
    { operation: 'ListScheduleGroups', route: 'GET /schedule-groups', run: listGroups },
    { operation: 'GetScheduleGroup', route: 'GET /schedule-groups/{Name}', run: getGroup },
    refused('CreateSchedule', 'POST /schedules/{Name}'),
    refused('UpdateSchedule', 'PUT /schedules/{Name}'),
    refused('DeleteSchedule', 'DELETE /schedules/{Name}'),
  ]);
}

function refused(operation: string, route: string): RestRoute {
  return {
    operation,
    route,
    run: () => {
      throw notImplemented('scheduler', operation);
    },
  };
}

function stateOf({ isEnabled }: ScheduleDefinition): string {
  return isEnabled ? 'ENABLED' : 'DISABLED';
}

function summaryOf(schedule: ScheduleDefinition) {
  return { Arn: schedule.arn, Name: schedule.name, GroupName: schedule.group, State: stateOf(schedule) };
}

function describe(schedule: ScheduleDefinition) {
  const { description, expression, timezone, windowMinutes, target } = schedule;
  return {
    ...summaryOf(schedule),
    Description: description,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
    FlexibleTimeWindow:
      windowMinutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      Input: target.input,
      RetryPolicy: {
        MaximumEventAgeInSeconds: target.maximumAgeSeconds,
        MaximumRetryAttempts: target.maximumRetries,
      },
      ...(target.deadLetterArn === null ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    },
  };
}

function groupsOf(schedules: readonly ScheduleDefinition[]) {
  const byName = new Map(
    schedules.map(({ group, arn }) => [
      group,
      { Name: group, Arn: arn.replace(/:schedule\/([^/]+)\/.*/, ':schedule-group/$1'), State: 'ACTIVE' },
    ]),
  );
  return [...byName.values()];
}

function onePage<T>(items: readonly T[], query: URLSearchParams) {
  const most = Number(query.get('MaxResults') ?? 100);
  const { items: shown, nextToken } = page(items, { most, token: query.get('NextToken') ?? undefined });
  return { items: shown, nextToken: nextToken.nextToken === undefined ? {} : { NextToken: nextToken.nextToken } };
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 404, { Message: message });
}
