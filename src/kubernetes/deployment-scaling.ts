import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { TransientError } from '../domain/errors.ts';
import type { Changed } from './cluster.ts';
import { type Call, fieldManager } from './connection.ts';

/**
 * Sets replicas and annotations (null removes one) in one patch, unless they hold already.
 *
 * @throws {TransientError} when somebody changed or deleted the Deployment in between: look again.
 */
export async function scaleDeployment(
  call: Call,
  dryRun: boolean,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  replicas: number,
  annotations: Readonly<Record<string, string | null>>,
): Promise<Changed> {
  const target = { resource: 'deployments', group: 'apps', name: `${namespace}/${name}` };
  const inBetween = (what: string) =>
    new TransientError(
      `Deployment ${namespace}/${name} was ${what} meanwhile.`,
      'The phase looks again when it is retried.',
    );
  const live = await call(
    { verb: 'get', ...target },
    ({ apps }) => apps.readNamespacedDeployment({ namespace, name }),
    ({ status }) => {
      if (status === 404) throw inBetween('deleted');
      return undefined;
    },
  );
  if (live.spec?.replicas === replicas && holds(live.metadata?.annotations, annotations)) return 'unchanged';
  const body = { metadata: { resourceVersion: live.metadata?.resourceVersion, annotations }, spec: { replicas } };
  await call<unknown>(
    { verb: 'patch', ...target },
    ({ apps }) =>
      apps.patchNamespacedDeployment(
        { namespace, name, body, fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      ),
    ({ status }) => {
      if (status === 409 || status === 404) throw inBetween(status === 409 ? 'changed' : 'deleted');
      return undefined;
    },
  );
  return 'changed';
}

/** True when the annotations are already as wanted: the strings there, the nulls absent. */
export function holds(
  live: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string | null>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => (live?.[key] ?? null) === value);
}
