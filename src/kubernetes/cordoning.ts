import { PatchStrategy, setHeaderOptions, type V1Node } from '@kubernetes/client-node';
import { TransientError } from '../domain/errors.ts';
import type { Changed } from './cluster.ts';
import { type Call, fieldManager } from './connection.ts';

/** On a node that we cordoned: the run that did it. A node without it was cordoned by somebody else and is left alone. */
export const cordonedByAnnotation = 'eks-scheduler.io/cordoned-by';

const attemptsAtMost = 5;

/** Marks a node unschedulable and notes the run, in one patch; one that is cordoned already, or gone, is left as it is. */
export async function cordon(call: Call, dryRun: boolean, node: string, runId: string): Promise<Changed> {
  return change(call, dryRun, node, (live) =>
    live.spec?.unschedulable ? null : { annotation: runId, unschedulable: true },
  );
}

/** Undoes a cordon of ours. A node that somebody uncordoned meanwhile only loses the note. */
export async function uncordon(call: Call, dryRun: boolean, node: string): Promise<Changed> {
  return change(call, dryRun, node, (live) =>
    live.metadata?.annotations?.[cordonedByAnnotation] === undefined ? null : { annotation: null, unschedulable: null },
  );
}

interface NodeChange {
  readonly annotation: string | null;
  /** Null removes the field, as kubectl does. */
  readonly unschedulable: true | null;
}

async function change(
  call: Call,
  dryRun: boolean,
  name: string,
  decide: (live: V1Node) => NodeChange | null,
): Promise<Changed> {
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    const live = await call<V1Node | 'gone'>(
      { verb: 'get', resource: 'nodes', group: '', name },
      ({ core }) => core.readNode({ name }),
      ({ status }) => (status === 404 ? 'gone' : undefined),
    );
    const wanted = live === 'gone' ? null : decide(live);
    if (live === 'gone' || !wanted) return 'unchanged';
    const outcome = await patch(call, dryRun, name, live, wanted);
    if (outcome !== 'conflict') return outcome;
  }
  throw new TransientError(
    `Node ${name} changed ${attemptsAtMost} times while it was being patched.`,
    'It is retried.',
  );
}

async function patch(
  call: Call,
  dryRun: boolean,
  name: string,
  live: V1Node,
  { annotation, unschedulable }: NodeChange,
): Promise<Changed | 'conflict'> {
  const body = {
    // The version makes the API server refuse the patch when somebody cordoned or uncordoned in between.
    metadata: { resourceVersion: live.metadata?.resourceVersion, annotations: { [cordonedByAnnotation]: annotation } },
    spec: { unschedulable },
  };
  return call<Changed | 'conflict'>(
    { verb: 'patch', resource: 'nodes', group: '', name },
    async ({ core }) => {
      await core.patchNode(
        { name, body, fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
      return 'changed';
    },
    ({ status }) => {
      if (status === 409) return 'conflict';
      return status === 404 ? 'unchanged' : undefined;
    },
  );
}
