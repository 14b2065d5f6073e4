import type { PlainObject } from '../../src/kubernetes/list-objects.ts';
import { fieldsOf, listOf } from './fields.ts';
import { RunningPods, withTemplate, workloadName } from './running-pods.ts';

/** Of the sandbox, `podBehaviour.neverReady` of sandbox/world.ts. */
const neverReady = { 'sandbox.eks-scheduler.io/never-ready': 'true' };

/**
 * A workload whose pods all run and none of which is Ready will not be Ready in a rehearsal either: budgets and tiers depend on it.
 * Call it while the pods are still there.
 *
 * @returns The objects, and `Deployment shop/cart` of each that is marked.
 */
export function markNeverReady(objects: readonly PlainObject[]): { objects: PlainObject[]; marked: string[] } {
  const running = new RunningPods(objects);
  const marked: string[] = [];
  const result = objects.map((object) => {
    const pods = running.of(object);
    if (pods.length === 0 || pods.some(isReady)) return object;
    marked.push(workloadName(object));
    const template = fieldsOf(fieldsOf(object.spec).template);
    const metadata = fieldsOf(template.metadata);
    const annotations = { ...fieldsOf(metadata.annotations), ...neverReady };
    return withTemplate(object, { ...template, metadata: { ...metadata, annotations } });
  });
  return { objects: result, marked };
}

function isReady({ status }: PlainObject): boolean {
  return listOf(fieldsOf(status).conditions).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}
