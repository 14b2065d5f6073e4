import { recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { recordedPoliciesAnnotation } from '../../src/domain/recorded-on-webhooks.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';

/**
 * Says whether an autoscaler or a webhook still carries what it must come back to. The node groups alone do not tell: a start that
 * failed after them has brought them back, and the table, which knows of the rest, may be lost.
 */
export async function carriesOurCopies(cluster: Pick<Cluster, 'listWorkloads' | 'listWebhooks'>): Promise<boolean> {
  const [workloads, webhooks] = await Promise.all([cluster.listWorkloads(), cluster.listWebhooks()]);
  return (
    workloads.some(({ annotations }) => recordedReplicasAnnotation in annotations) ||
    webhooks.some(({ annotations }) => recordedPoliciesAnnotation in annotations)
  );
}
