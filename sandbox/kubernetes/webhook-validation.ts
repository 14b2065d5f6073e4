import { isDeepStrictEqual } from 'node:util';
import { parseCel } from './admission/cel-expression.ts';
import { CelError } from './admission/cel-tokens.ts';
import { isJsonObject, type JsonObject, valueAt } from './json-values.ts';
import { type Cause, type Check, eachIn, invalidValue, required, unsupported } from './validation-causes.ts';

const knownVersions = ['v1', 'v1beta1'];
const failurePolicies = ['Fail', 'Ignore'];
const matchPolicies = ['Equivalent', 'Exact'];
const harmlessEffects = ['None', 'NoneOnDryRun'];
const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

/**
 * What the API server asks of a webhook configuration. What only a new one must have is not asked of those that are there: a world may
 * have been written by hand.
 */
export const checkWebhooks: Check = (object, old) => {
  const webhooks = eachIn(object.webhooks);
  // An update may keep conditions that no longer compile, as long as it leaves all of them as they are.
  const hasNewConditions = !isDeepStrictEqual(conditionsOf(object), old && conditionsOf(old));
  return webhooks.flatMap((webhook, index) => {
    const field = `webhooks[${index}]`;
    const isTwice = webhooks.findIndex(({ name }) => name === webhook.name) < index;
    return [
      ...(isTwice ? [duplicate(`${field}.name`, webhook.name)] : []),
      ...checkName(`${field}.name`, webhook.name),
      ...checkRules(field, webhook),
      ...oneOf(`${field}.failurePolicy`, webhook.failurePolicy, failurePolicies),
      ...oneOf(`${field}.matchPolicy`, webhook.matchPolicy, matchPolicies),
      ...oneOf(`${field}.sideEffects`, webhook.sideEffects, harmlessEffects),
      ...checkTimeout(`${field}.timeoutSeconds`, webhook.timeoutSeconds),
      ...(old ? [] : checkComplete(field, webhook)),
      ...checkClient(`${field}.clientConfig`, webhook.clientConfig),
      ...(hasNewConditions ? checkConditions(field, webhook) : []),
    ];
  });
};

function conditionsOf({ webhooks }: JsonObject): unknown[] {
  return eachIn(webhooks).map(({ matchConditions }) => matchConditions);
}

function checkComplete(field: string, { admissionReviewVersions: versions, sideEffects }: JsonObject): Cause[] {
  const list = Array.isArray(versions) ? versions : [];
  const known = knownVersions.join(', ');
  const versionsField = `${field}.admissionReviewVersions`;
  const hasKnown = list.some((version) => knownVersions.includes(String(version)));
  return [
    ...(sideEffects === undefined
      ? [required(`${field}.sideEffects`, `must specify one of ${harmlessEffects.join(', ')}`)]
      : []),
    ...(list.length === 0 ? [required(versionsField, `must specify one of ${known}`)] : []),
    ...(list.length > 0 && !hasKnown
      ? [invalidValue(versionsField, list, `must include at least one of ${known}`)]
      : []),
  ];
}

function checkName(field: string, name: unknown): Cause[] {
  if (String(name ?? '').split('.').length > 2) return [];
  return [invalidValue(field, name ?? '', 'should be a domain with at least three segments separated by dots')];
}

function duplicate(field: string, value: unknown): Cause {
  return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${JSON.stringify(value)}` };
}

function oneOf(field: string, value: unknown, allowed: readonly string[]): Cause[] {
  return value === undefined || allowed.includes(String(value)) ? [] : [unsupported(field, value, allowed)];
}

function checkTimeout(field: string, seconds: unknown): Cause[] {
  if (typeof seconds !== 'number' || (seconds >= 1 && seconds <= 30)) return [];
  return [invalidValue(field, seconds, 'the timeout value must be between 1 and 30 seconds')];
}

function checkRules(field: string, webhook: JsonObject): Cause[] {
  return eachIn(webhook.rules).flatMap((rule, index) => {
    const at = `${field}.rules[${index}].operations`;
    const list = Array.isArray(rule.operations) ? rule.operations : [];
    if (list.length === 0) return [required(at)];
    return list.flatMap((operation, position) => oneOf(`${at}[${position}]`, operation, operations));
  });
}

function checkClient(field: string, client: unknown): Cause[] {
  const url = valueAt(client, 'url');
  if ((url !== undefined) === isJsonObject(valueAt(client, 'service'))) {
    return [required(field, 'exactly one of url or service is required')];
  }
  const [scheme = ''] = String(url ?? 'https').split(':');
  if (scheme === 'https') return [];
  const rule = "'https' is the only allowed URL scheme; desired format: https://host[/path]";
  return [invalidValue(`${field}.url`, scheme, rule)];
}

function checkConditions(field: string, webhook: JsonObject): Cause[] {
  return eachIn(webhook.matchConditions).flatMap(({ expression }, index) => {
    try {
      parseCel(String(expression));
      return [];
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      const why = `compilation failed: ${error.message}`;
      return [invalidValue(`${field}.matchConditions[${index}].expression`, expression, why)];
    }
  });
}
