import { expect, test } from '@jest/globals';
import type { Node } from '../../sandbox/kubernetes/objects.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import { aNight } from './a-night.ts';

test('a new start after a failed one opens the nodes that are still cordoned, though every size is back', async () => {
  const night = await aNight();
  const [node] = await night.kubectl.list('nodes');
  const name = node?.metadata.name ?? '';
  await night.kubectl.edit<Node>('nodes', name, (live) => {
    live.spec = { ...live.spec, unschedulable: true };
    live.metadata.annotations = { ...live.metadata.annotations, [cordonedByAnnotation]: 'stop-1' };
  });
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
  expect(start.report?.actions.map(({ verb, target }) => `${verb} ${target}`)).toContain(`uncordon node/${name}`);
});
