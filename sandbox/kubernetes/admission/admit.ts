import type { KubeObject, Webhook, WebhookConfiguration } from '../objects.ts';
import { badRequest, forbidden, internalError, StatusError } from '../status-error.ts';
import { type AdmissionRequest, type ClusterView, conditionVariables } from './admission-request.ts';
import { parseCel } from './cel-expression.ts';
import { CelError } from './cel-tokens.ts';
import { callWebhook } from './webhook-backend.ts';
import { matchesWebhook } from './webhook-rules.ts';

/** The configuration kinds themselves are never sent to a webhook, so that a deadlock can always be undone. */
const exemptKinds = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

type Phase = 'mutating' | 'validating';

/**
 * Asks the webhooks of one phase, in the order of their configurations' names. None of the twin's webhooks changes anything: the
 * mutating ones only answer or fail.
 *
 * @throws {StatusError} 500 when one that must answer cannot be called, 400 when one denies, or cannot do dry runs.
 */
export function askWebhooks(phase: Phase, request: AdmissionRequest, cluster: ClusterView): void {
  if (request.type.group === 'admissionregistration.k8s.io' && exemptKinds.has(request.type.kind)) return;
  const configurations = cluster.list(`${phase}webhookconfigurations.admissionregistration.k8s.io`);
  for (const configuration of configurations as readonly WebhookConfiguration[]) {
    for (const webhook of configuration.webhooks ?? []) askWebhook(webhook, configuration, request, cluster);
  }
}

function askWebhook(
  webhook: Webhook,
  configuration: KubeObject,
  request: AdmissionRequest,
  cluster: ClusterView,
): void {
  if (!matchesWebhook(webhook, request, cluster)) return;
  if (!meetsConditions(webhook, request, cluster)) return;
  if (request.isDryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun') {
    throw badRequest(`admission webhook "${webhook.name}" does not support dry run`);
  }
  const answer = callWebhook(webhook, configuration, request, cluster);
  if (answer.result === 'denied') {
    const message = `admission webhook "${webhook.name}" denied the request: ${answer.message}`;
    // The code is the webhook's to say; the sandbox's say none, and then it is this one.
    throw new StatusError(400, '', message, {});
  }
  if (answer.result === 'unreachable' && webhook.failurePolicy !== 'Ignore') {
    throw internalError(`failed calling webhook "${webhook.name}": ${answer.message}`);
  }
}

/**
 * One condition that is false spares the request from the webhook, whatever the others are; a condition that cannot be evaluated
 * counts by the failurePolicy.
 */
function meetsConditions(webhook: Webhook, request: AdmissionRequest, cluster: ClusterView): boolean {
  if (!webhook.matchConditions?.length) return true;
  const variables = conditionVariables(request, cluster);
  let failure: CelError | null = null;
  for (const condition of webhook.matchConditions) {
    const met = evaluate(condition.expression, variables);
    if (met === false) return false;
    if (met instanceof CelError) failure ??= met;
  }
  if (!failure) return true;
  if (webhook.failurePolicy === 'Ignore') return false;
  throw forbidden({ plural: request.type.plural, group: request.type.group, name: request.name }, failure.message);
}

function evaluate(expression: string, variables: Readonly<Record<string, unknown>>): boolean | CelError {
  try {
    const value = parseCel(expression)(variables);
    return typeof value === 'boolean' ? value : new CelError(`expression '${expression}' is not a boolean`);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return new CelError(`expression '${expression}' resulted in error: ${error.message}`);
  }
}
