import { benchLabel } from './bench-world.ts';

/** Asks for the pods of the world that are still on a node. */
export const allPodsLeftPath = `/api/v1/pods?labelSelector=${benchLabel}&fieldSelector=${encodeURIComponent('spec.nodeName!=')}`;

/** Asks for one of them: as cheap a question as there is. */
export const podsLeftPath = `${allPodsLeftPath}&limit=1`;
