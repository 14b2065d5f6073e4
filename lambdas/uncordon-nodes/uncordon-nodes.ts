import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import type { Phase } from '../phase.ts';

/**
 * Opens the nodes that this scheduler cordoned and that survived the night. Nodes that somebody else cordoned stay as they are.
 *
 * Safe to repeat: an open node carries our note no longer.
 */
export const uncordonNodes: Phase = async ({ cluster, notes, assertLock }) => {
  const nodes = await cluster.listNodes();
  let uncordoned = 0;
  for (const node of nodes.filter(({ annotations }) => cordonedByAnnotation in annotations)) {
    await assertLock();
    if ((await cluster.uncordon(node)) !== 'changed') continue;
    uncordoned += 1;
    notes.did({ verb: 'uncordon', target: `node/${node.name}` });
  }
  const others = nodes.filter((node) => node.isUnschedulable && !(cordonedByAnnotation in node.annotations));
  if (others.length > 0)
    notes.info(`Cordoned by somebody else, left alone: ${others.map(({ name }) => name).join(', ')}`);
  return { status: 'done', summary: { nodes: nodes.length, uncordoned } };
};
