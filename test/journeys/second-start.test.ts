import { expect, test } from '@jest/globals';
import type { Node } from '../../sandbox/kubernetes/objects.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import { aNight } from './a-night.ts';
import { fromOutside } from './from-outside.ts';

test('a new start after a failed one opens the nodes that are still cordoned, though every size is back', async () => {
  const night = await aNight();
  const [node] = night.sandbox.kubernetes.api.list('nodes');
  const name = node?.metadata.name ?? '';
  fromOutside(night).edit('nodes', name, (object) => {
    Object.assign(object, { spec: { ...(object as Node).spec, unschedulable: true } });
    object.metadata.annotations = { ...object.metadata.annotations, [cordonedByAnnotation]: 'stop-1' };
  });
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
  expect(start.report?.actions.map(({ verb, target }) => `${verb} ${target}`)).toContain(`uncordon node/${name}`);
});
