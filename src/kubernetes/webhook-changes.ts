import {
  PatchStrategy,
  setHeaderOptions,
  type V1MutatingWebhookConfiguration,
  type V1ValidatingWebhookConfiguration,
} from '@kubernetes/client-node';
import { TransientError } from '../domain/errors.ts';
import type { FailurePolicy, WebhookKind } from '../domain/recorded-state.ts';
import type { Changed } from './cluster.ts';
import { type Call, fieldManager } from './connection.ts';
import { holds } from './deployment-scaling.ts';
import { isFailedTest } from './errors-from-api.ts';

type Configuration = V1ValidatingWebhookConfiguration | V1MutatingWebhookConfiguration;

interface JsonPatchStep {
  readonly op: 'test' | 'replace' | 'add';
  readonly path: string;
  readonly value: string;
}

const group = 'admissionregistration.k8s.io';
const attemptsAtMost = 5;

/**
 * Changes one entry's failurePolicy, found by name on the live object. The patch tests the name and the old value at the index it
 * changes: controllers reorder and rewrite their own configurations, so a remembered index may be another entry's.
 */
export async function setFailurePolicy(
  call: Call,
  dryRun: boolean,
  entry: { readonly kind: WebhookKind; readonly configuration: string; readonly webhook: string },
  from: FailurePolicy,
  to: FailurePolicy,
): Promise<'set' | 'already' | 'gone' | 'changed-by-other'> {
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    const live = await readConfiguration(call, entry.kind, entry.configuration);
    if (live === 'gone') return 'gone';
    const decision = decidePatch(live, entry.webhook, from, to);
    if (typeof decision === 'string') return decision;
    const outcome = await patchConfiguration(call, dryRun, entry.kind, entry.configuration, decision);
    if (outcome !== 'conflict') return outcome === 'gone' ? 'gone' : 'set';
  }
  throw new TransientError(
    `Webhook ${entry.webhook} of ${entry.configuration} changed ${attemptsAtMost} times while it was being patched.`,
    'It is retried; if it stays, its controller keeps rewriting it.',
  );
}

/** The patch, or the answer where there is nothing to patch. */
function decidePatch(
  live: Configuration,
  webhook: string,
  from: FailurePolicy,
  to: FailurePolicy,
): JsonPatchStep[] | 'already' | 'gone' | 'changed-by-other' {
  const webhooks: readonly { readonly name: string; readonly failurePolicy?: string }[] = live.webhooks ?? [];
  const index = webhooks.findIndex(({ name }) => name === webhook);
  const found = webhooks[index];
  if (!found) return 'gone';
  const current = found.failurePolicy === 'Ignore' ? 'Ignore' : 'Fail';
  if (current === to) return 'already';
  return current === from ? policyPatch(index, webhook, found.failurePolicy, to) : 'changed-by-other';
}

function policyPatch(index: number, webhook: string, current: string | undefined, to: FailurePolicy): JsonPatchStep[] {
  const path = `/webhooks/${index}`;
  const isNamed: JsonPatchStep = { op: 'test', path: `${path}/name`, value: webhook };
  // The API server fills in the default; one that does not has nothing to test.
  if (current === undefined) return [isNamed, { op: 'add', path: `${path}/failurePolicy`, value: to }];
  return [
    isNamed,
    { op: 'test', path: `${path}/failurePolicy`, value: current },
    { op: 'replace', path: `${path}/failurePolicy`, value: to },
  ];
}

/** Sets (a string) or removes (null) annotations of a configuration by a merge patch that names nothing else. */
export async function annotateWebhookConfiguration(
  call: Call,
  dryRun: boolean,
  { kind, name }: { readonly kind: WebhookKind; readonly name: string },
  annotations: Readonly<Record<string, string | null>>,
): Promise<Changed | 'gone'> {
  const live = await readConfiguration(call, kind, name);
  if (live === 'gone') return 'gone';
  if (holds(live.metadata?.annotations, annotations)) return 'unchanged';
  const outcome = await patchConfiguration(call, dryRun, kind, name, { metadata: { annotations } });
  if (outcome === 'conflict') {
    throw new TransientError(`Webhook configuration ${name} changed meanwhile.`, 'It is retried.');
  }
  return outcome === 'gone' ? 'gone' : 'changed';
}

function resourceOf(kind: WebhookKind): string {
  return kind === 'Validating' ? 'validatingwebhookconfigurations' : 'mutatingwebhookconfigurations';
}

async function readConfiguration(call: Call, kind: WebhookKind, name: string): Promise<Configuration | 'gone'> {
  return call<Configuration | 'gone'>(
    { verb: 'get', resource: resourceOf(kind), group, name },
    ({ admission }) =>
      kind === 'Validating'
        ? admission.readValidatingWebhookConfiguration({ name })
        : admission.readMutatingWebhookConfiguration({ name }),
    ({ status }) => (status === 404 ? 'gone' : undefined),
  );
}

async function patchConfiguration(
  call: Call,
  dryRun: boolean,
  kind: WebhookKind,
  name: string,
  body: JsonPatchStep[] | object,
): Promise<'patched' | 'conflict' | 'gone'> {
  const strategy = Array.isArray(body) ? PatchStrategy.JsonPatch : PatchStrategy.MergePatch;
  const request = { name, body, fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) };
  return call<'patched' | 'conflict' | 'gone'>(
    { verb: 'patch', resource: resourceOf(kind), group, name },
    async ({ admission }) => {
      const contentType = setHeaderOptions('Content-Type', strategy);
      await (kind === 'Validating'
        ? admission.patchValidatingWebhookConfiguration(request, contentType)
        : admission.patchMutatingWebhookConfiguration(request, contentType));
      return 'patched';
    },
    (failure) => {
      if (failure.status === 409 || isFailedTest(failure)) return 'conflict';
      return failure.status === 404 ? 'gone' : undefined;
    },
  );
}
