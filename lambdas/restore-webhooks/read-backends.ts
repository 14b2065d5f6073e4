import type { WebhookBackends } from '../../src/domain/webhook-readiness.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';

/** Reads, cluster-wide, what may stand behind webhooks. */
export async function readBackends(cluster: Cluster): Promise<WebhookBackends> {
  const [services, endpoints, workloads, pods, nodes] = await Promise.all([
    cluster.listServices(),
    cluster.listEndpoints(),
    cluster.listWorkloads(),
    cluster.listPods(),
    cluster.listNodes(),
  ]);
  return { services, endpoints, workloads, pods, nodes };
}
