import type { TierComponent } from '../domain/run-settings.ts';
import type { Configuration } from './schema.ts';

type Place = readonly [name: string, namespace: string, workload: string];

const component =
  (kind: TierComponent['kind'], critical: boolean) =>
  ([name, namespace, workload]: Place, labels?: Readonly<Record<string, string>>) => ({
    ...{ name, kind, namespace, workload },
    ...(labels ? { labels: { ...labels } } : {}),
    critical,
  });

const criticalDeployment = component('Deployment', true);
const deployment = component('Deployment', false);
const criticalDaemonSet = component('DaemonSet', true);
const daemonSet = component('DaemonSet', false);
const statefulSet = component('StatefulSet', false);

/**
 * The services that are waited for, tier by tier, as their own charts and manifests name them. Where a name carries the release,
 * the labels decide. Critical is what others cannot start or be admitted without; the rest is worth a warning.
 */
export const defaultTiers: Configuration['tiers'] = {
  'core-kubernetes': [
    criticalDaemonSet(['kube-proxy', 'kube-system', 'kube-proxy']),
    criticalDaemonSet(['VPC CNI', 'kube-system', 'aws-node']),
    criticalDeployment(['CoreDNS', 'kube-system', 'coredns']),
    criticalDaemonSet(['EKS Pod Identity agent', 'kube-system', 'eks-pod-identity-agent']),
  ],
  infrastructure: [
    // Exactly this name: ebs-csi-node-windows has no node to run on in most clusters, for ever.
    criticalDaemonSet(['EBS CSI node', 'kube-system', 'ebs-csi-node']),
    criticalDeployment(['EBS CSI controller', 'kube-system', 'ebs-csi-controller']),
    criticalDaemonSet(['EFS CSI node', 'kube-system', 'efs-csi-node']),
    criticalDeployment(['EFS CSI controller', 'kube-system', 'efs-csi-controller']),
    criticalDeployment(['AWS Load Balancer Controller', '*', '*'], {
      'app.kubernetes.io/name': 'aws-load-balancer-controller',
    }),
  ],
  'cluster-management': [
    deployment(['Cluster Autoscaler', '*', '*'], { 'app.kubernetes.io/name': 'aws-cluster-autoscaler' }),
    deployment(['Karpenter', '*', '*'], { 'app.kubernetes.io/name': 'karpenter' }),
    deployment(['metrics-server', 'kube-system', 'metrics-server']),
    deployment(['Vertical Pod Autoscaler', '*', '*'], { 'app.kubernetes.io/name': 'vertical-pod-autoscaler' }),
    deployment(['KEDA', 'keda', 'keda-*']),
    deployment(['Prometheus operator', 'monitoring', '*'], { app: 'kube-prometheus-stack-operator' }),
    deployment(['Argo CD', 'argocd', 'argocd-*']),
    statefulSet(['Argo CD application controller', 'argocd', 'argocd-application-controller']),
  ],
  'admission-control': [
    criticalDeployment(['Kyverno admission controller', 'kyverno', 'kyverno-admission-controller']),
    deployment(['Kyverno background controller', 'kyverno', 'kyverno-background-controller']),
    deployment(['Kyverno cleanup controller', 'kyverno', 'kyverno-cleanup-controller']),
    deployment(['Kyverno reports controller', 'kyverno', 'kyverno-reports-controller']),
    criticalDeployment(['Gatekeeper controller', 'gatekeeper-system', 'gatekeeper-controller-manager']),
    deployment(['Gatekeeper audit', 'gatekeeper-system', 'gatekeeper-audit']),
  ],
  'service-mesh': [
    criticalDeployment(['Istio', 'istio-system', 'istiod*'], { app: 'istiod' }),
    criticalDaemonSet(['Istio CNI', '*', 'istio-cni-node']),
    criticalDaemonSet(['Istio ztunnel', '*', 'ztunnel']),
    criticalDeployment(['Linkerd', 'linkerd', 'linkerd-*']),
    deployment(['ingress-nginx', 'ingress-nginx', '*'], { 'app.kubernetes.io/name': 'ingress-nginx' }),
  ],
  security: [
    deployment(['cert-manager', 'cert-manager', 'cert-manager*']),
    deployment(['External Secrets', 'external-secrets', 'external-secrets*']),
    deployment(['Vault injector', '*', '*'], { 'app.kubernetes.io/name': 'vault-agent-injector' }),
    deployment(['Datadog cluster agent', '*', '*-cluster-agent']),
    daemonSet(['Datadog agent', '*', 'datadog*']),
  ],
  applications: [deployment(['Deployments', '*', '*']), statefulSet(['StatefulSets', '*', '*'])],
};
