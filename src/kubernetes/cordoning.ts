import { PatchStrategy, setHeaderOptions, type V1Node } from '@kubernetes/client-node';
import { TransientError } from '../domain/errors.ts';
import type { Changed, SeenNode } from './cluster.ts';
import { type Call, fieldManager } from './connection.ts';
import { nodeFromApi } from './node-from-api.ts';

/** On a node that we cordoned: the run that did it. A node without it was cordoned by somebody else and is left alone. */
export const cordonedByAnnotation = 'eks-scheduler.io/cordoned-by';

const attemptsAtMost = 5;

/**
 * Marks a node unschedulable and notes the run, in one patch; one that is cordoned already, or gone, is left as it is.
 */
export async function cordon(call: Call, dryRun: boolean, node: SeenNode, runId: string): Promise<Changed> {
  return change(call, dryRun, node, ({ isUnschedulable }) =>
    isUnschedulable ? null : { annotation: runId, unschedulable: true },
  );
}

/** Undoes a cordon of ours. A node that somebody uncordoned meanwhile only loses the note. */
export async function uncordon(call: Call, dryRun: boolean, node: SeenNode): Promise<Changed> {
  return change(call, dryRun, node, ({ annotations }) =>
    annotations[cordonedByAnnotation] === undefined ? null : { annotation: null, unschedulable: null },
  );
}

interface NodeChange {
  readonly annotation: string | null;
  /** Null removes the field, as kubectl does. */
  readonly unschedulable: true | null;
}

/** Changes the node as it was seen; where it has changed since, reads it and decides anew. */
async function change(
  call: Call,
  dryRun: boolean,
  seen: SeenNode,
  decide: (node: SeenNode) => NodeChange | null,
): Promise<Changed> {
  let node: SeenNode | 'gone' = seen;
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    const wanted = decide(node);
    if (!wanted) return 'unchanged';
    const outcome = await patch(call, dryRun, node, wanted);
    if (outcome !== 'conflict') return outcome;
    node = await read(call, seen.name);
    if (node === 'gone') return 'unchanged';
  }
  throw new TransientError(
    `Node ${seen.name} changed ${attemptsAtMost} times while it was being patched.`,
    'It is retried.',
  );
}

async function read(call: Call, name: string): Promise<SeenNode | 'gone'> {
  const live = await call<V1Node | 'gone'>(
    { verb: 'get', resource: 'nodes', group: '', name },
    ({ core }) => core.readNode({ name }),
    ({ status }) => (status === 404 ? 'gone' : undefined),
  );
  return live === 'gone' ? 'gone' : nodeFromApi(live);
}

async function patch(
  call: Call,
  dryRun: boolean,
  { name, resourceVersion }: SeenNode,
  { annotation, unschedulable }: NodeChange,
): Promise<Changed | 'conflict'> {
  const body = {
    // The version makes the API server refuse the patch when somebody cordoned or uncordoned in between.
    metadata: { resourceVersion, annotations: { [cordonedByAnnotation]: annotation } },
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
