import type { ClusterClient } from '../../sandbox/control-plane/cluster-client.ts';
import { podsLeftPath } from './pods-left.ts';

const pollMs = 500;

/** Says when the last pod of the world has left its node, in seconds from now; asks so seldom that nobody is slower for it. */
export async function untilPodsLeft(client: ClusterClient): Promise<number> {
  const from = performance.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const { items } = await client.mustSend('GET', podsLeftPath);
    if (((items as unknown[] | null) ?? []).length === 0) return (performance.now() - from) / 1000;
  }
}
