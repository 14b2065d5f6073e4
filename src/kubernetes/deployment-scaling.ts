import { PatchStrategy, setHeaderOptions, type V1Deployment } from '@kubernetes/client-node';
import { TransientError } from '../domain/errors.ts';
import type { Changed } from './cluster.ts';
import { type Call, fieldManager } from './connection.ts';

/** Its controller writes to a Deployment again and again while pods come and go: each write is a conflict, and none matters. */
const attemptsAtMost = 5;

interface DeploymentRef {
  readonly namespace: string;
  readonly name: string;
}

interface Scaling {
  readonly replicas: number;
  /** Null removes one. */
  readonly annotations: Readonly<Record<string, string | null>>;
}

/**
 * Sets replicas and annotations (null removes one) in one patch, unless they hold already. A write of its controller in between
 * does not matter: it is read and patched again.
 *
 * @throws {TransientError} when somebody changed the replicas or one of these annotations in between, or deleted the Deployment:
 * what the caller recorded may be wrong by now, so it looks again.
 */
export async function scaleDeployment(
  call: Call,
  dryRun: boolean,
  deployment: DeploymentRef,
  replicas: number,
  annotations: Readonly<Record<string, string | null>>,
): Promise<Changed> {
  const wanted = { replicas, annotations };
  const first = await read(call, deployment);
  if (first.spec?.replicas === replicas && holds(first.metadata?.annotations, annotations)) return 'unchanged';
  let live = first;
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    if ((await patch(call, dryRun, deployment, live, wanted)) === 'changed') return 'changed';
    live = await read(call, deployment);
    if (!isSame(first, live, wanted)) throw inBetween(deployment, 'changed');
  }
  throw inBetween(deployment, `changed ${attemptsAtMost} times`);
}

/** Whether all that is to be written still has the values that were seen first. */
function isSame(first: V1Deployment, live: V1Deployment, { annotations }: Scaling): boolean {
  const seen = Object.keys(annotations).map((key) => [key, first.metadata?.annotations?.[key] ?? null] as const);
  return (
    live.metadata?.uid === first.metadata?.uid &&
    live.spec?.replicas === first.spec?.replicas &&
    holds(live.metadata?.annotations, Object.fromEntries(seen))
  );
}

async function read(call: Call, { namespace, name }: DeploymentRef): Promise<V1Deployment> {
  return call(
    { verb: 'get', resource: 'deployments', group: 'apps', name: `${namespace}/${name}` },
    ({ apps }) => apps.readNamespacedDeployment({ namespace, name }),
    ({ status }) => {
      if (status === 404) throw inBetween({ namespace, name }, 'deleted');
      return undefined;
    },
  );
}

async function patch(
  call: Call,
  dryRun: boolean,
  { namespace, name }: DeploymentRef,
  { metadata }: V1Deployment,
  { replicas, annotations }: Scaling,
): Promise<'changed' | 'conflict'> {
  const body = { metadata: { resourceVersion: metadata?.resourceVersion, annotations }, spec: { replicas } };
  return call<'changed' | 'conflict'>(
    { verb: 'patch', resource: 'deployments', group: 'apps', name: `${namespace}/${name}` },
    async ({ apps }) => {
      await apps.patchNamespacedDeployment(
        { namespace, name, body, fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
      return 'changed';
    },
    ({ status }) => {
      if (status === 404) throw inBetween({ namespace, name }, 'deleted');
      return status === 409 ? 'conflict' : undefined;
    },
  );
}

function inBetween({ namespace, name }: DeploymentRef, what: string): TransientError {
  return new TransientError(
    `Deployment ${namespace}/${name} was ${what} meanwhile.`,
    'The phase looks again when it is retried.',
  );
}

/** True when the annotations are already as wanted: the strings there, the nulls absent. */
export function holds(
  live: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string | null>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => (live?.[key] ?? null) === value);
}
