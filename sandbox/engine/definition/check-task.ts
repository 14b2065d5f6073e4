import { isObject, type JsonObject } from '../json.ts';
import { readTaskResource, taskArguments } from '../task-resource.ts';
import { checkTemplate } from './check-expressions.ts';
import { checkNumberOrExpression, longestSeconds } from './check-numbers.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Checks what only a Task has: its Resource with the Arguments that go with it, and its times. */
export function checkTask(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  const { Resource, Arguments, TimeoutSeconds, HeartbeatSeconds } = state;
  if (Arguments !== undefined) checkTemplate(Arguments, `${location}/Arguments`, diagnostics);
  checkResource(Resource, Arguments, location, diagnostics);
  const range = { from: 1, to: longestSeconds };
  if (TimeoutSeconds !== undefined) {
    checkNumberOrExpression(TimeoutSeconds, `${location}/TimeoutSeconds`, range, diagnostics);
  }
  if (HeartbeatSeconds === undefined) return;
  checkNumberOrExpression(HeartbeatSeconds, `${location}/HeartbeatSeconds`, range, diagnostics);
  if (
    typeof TimeoutSeconds === 'number' &&
    typeof HeartbeatSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    diagnostics.invalid(`${location}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
}

function checkResource(
  arn: JsonObject[string] | undefined,
  argumentsOfTask: JsonObject[string] | undefined,
  location: string,
  diagnostics: Diagnostics,
): void {
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) {
    diagnostics.invalid(`${location}/Resource`, 'Value is not a valid resource ARN');
    return;
  }
  const resource = readTaskResource(arn);
  if (!resource) {
    const can = 'lambda:invoke, function ARNs, states:startExecution, .sync and .sync:2';
    const message = `The sandbox does not run the resource '${arn}'; it runs ${can}`;
    diagnostics.error('NOT_SUPPORTED_BY_SANDBOX', `${location}/Resource`, message);
    return;
  }
  if (resource.kind !== 'function') checkArguments(resource.kind, arn, argumentsOfTask, location, diagnostics);
}

/** An expression that makes all the Arguments is checked when it has made them. */
function checkArguments(
  kind: keyof typeof taskArguments,
  arn: string,
  given: JsonObject[string] | undefined,
  location: string,
  diagnostics: Diagnostics,
): void {
  if (given !== undefined && !isObject(given)) return;
  const { required, optional } = taskArguments[kind];
  if (given?.[required] === undefined) {
    diagnostics.invalid(`${location}/Arguments`, `The field '${required}' is required but was missing`);
  }
  for (const [name, value] of Object.entries(given ?? {})) {
    const isWaitedFor = name !== 'InvocationType' || value === 'RequestResponse';
    if ((name === required || optional.includes(name)) && isWaitedFor) continue;
    const message = `The sandbox does not run '${arn}' with '${name}'${isWaitedFor ? '' : ' other than RequestResponse'}`;
    diagnostics.error('NOT_SUPPORTED_BY_SANDBOX', `${location}/Arguments/${name}`, message);
  }
}
