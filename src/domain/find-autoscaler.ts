import { ConfigurationError } from './errors.ts';
import type { Workload } from './kubernetes-objects.ts';

/** Names that the Helm charts of Cluster Autoscaler give in `app.kubernetes.io/name`. */
const chartNames = ['aws-cluster-autoscaler', 'cluster-autoscaler'];

/**
 * Finds the Deployment of the Cluster Autoscaler: the configured one, else by its labels, else by its command. No name and no
 * label is certain (charts and the AWS example differ), so the first of the three ways that finds something decides. Null when
 * there is none.
 *
 * @param configured `namespace/name`, or null to look for it.
 * @throws {ConfigurationError} when several fit: pausing the wrong one would let the other wake the cluster.
 */
export function findAutoscaler(workloads: readonly Workload[], configured: string | null): Workload | null {
  const found = autoscalersIn(workloads, configured);
  if (found.length > 1) {
    throw new ConfigurationError(
      `${found.length} Deployments look like the Cluster Autoscaler: ${found.map(idOf).sort().join(', ')}.`,
      'Set autoscaler.deployment to the namespace/name of the one that scales this cluster.',
    );
  }
  return found[0] ?? null;
}

/** Everything that may be the Cluster Autoscaler: the configured one alone where it is there. */
export function autoscalersIn(workloads: readonly Workload[], configured: string | null): readonly Workload[] {
  const deployments = workloads.filter(({ kind }) => kind === 'Deployment');
  const named = deployments.find((deployment) => idOf(deployment) === configured);
  if (named) return [named];
  const labelled = deployments.filter(isLabelledAutoscaler);
  return labelled.length > 0 ? labelled : deployments.filter(runsAutoscaler);
}

/** Deployments of Karpenter that run: its nodes are not in managed node groups. */
export function findRunningKarpenter(workloads: readonly Workload[]): readonly Workload[] {
  return workloads.filter(
    ({ kind, labels, desired }) =>
      kind === 'Deployment' && labels['app.kubernetes.io/name'] === 'karpenter' && desired > 0,
  );
}

function isLabelledAutoscaler({ labels }: Workload): boolean {
  return chartNames.includes(labels['app.kubernetes.io/name'] ?? '') || labels.app === 'cluster-autoscaler';
}

function runsAutoscaler({ commands }: Workload): boolean {
  const line = commands.join(' ');
  return line.includes('cluster-autoscaler') && /--cloud-provider[= ]aws\b/.test(line);
}

function idOf({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}
