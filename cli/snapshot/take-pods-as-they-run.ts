import type { PlainObject } from '../../src/kubernetes/list-objects.ts';
import { type Fields, fieldsOf, filled, listOf } from './fields.ts';
import { RunningPods, withTemplate, workloadName } from './running-pods.ts';

/**
 * Puts into templates what running pods have beside them: sidecars that a webhook adds, requests that an autoscaler or a LimitRange
 * sets, the scratch volumes of both. A rehearsal makes pods from templates, and would find room where there is none. Call it while
 * the pods are still there.
 *
 * @returns The objects, and `Deployment shop/cart` of each whose template is another now.
 */
export function takePodsAsTheyRun(objects: readonly PlainObject[]): { objects: PlainObject[]; changed: string[] } {
  const running = new RunningPods(objects);
  const changed: string[] = [];
  const result = objects.map((object) => {
    const template = fieldsOf(fieldsOf(object.spec).template);
    const spec = fieldsOf(template.spec);
    // In a rollout the pods of before are there as well.
    const pod = running.of(object).find(({ spec: own }) => hasAllOf(fieldsOf(own), spec));
    if (!pod) return object;
    const asItRuns = { ...spec, ...partsOf(fieldsOf(pod.spec), spec) };
    if (JSON.stringify(asItRuns) === JSON.stringify(spec)) return object;
    changed.push(workloadName(object));
    return withTemplate(object, { ...template, spec: asItRuns });
  });
  return { objects: result, changed };
}

function hasAllOf(pod: Fields, template: Fields): boolean {
  const images = new Set(listOf(pod.containers).map(identityOf));
  return listOf(template.containers).every((container) => images.has(identityOf(container)));
}

function identityOf({ name, image }: Fields): string {
  return `${name} ${image}`;
}

function partsOf(pod: Fields, template: Fields): Fields {
  const known = new Set(listOf(template.volumes).map(({ name }) => name));
  const scratch = listOf(pod.volumes).filter(({ name, emptyDir }) => emptyDir !== undefined && !known.has(name));
  return filled({
    initContainers: pod.initContainers,
    containers: pod.containers,
    volumes: [...listOf(template.volumes), ...scratch],
  });
}
