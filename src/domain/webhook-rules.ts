import type { WebhookRule } from './kubernetes-objects.ts';

/** What a rule of a webhook is compared with. */
export interface RuleSubject {
  readonly operation: string;
  readonly group: string;
  readonly resource: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly isNamespaced: boolean;
}

/**
 * Says whether a rule names a request, as the API server reads rules. Versions are not looked at: with `matchPolicy: Equivalent`
 * every served version counts, and a version that is not served cannot block anything.
 */
export function ruleNames(rule: WebhookRule, subject: RuleSubject): boolean {
  return (
    namesOne(rule.operations, subject.operation) &&
    namesOne(rule.apiGroups, subject.group) &&
    rule.scope !== (subject.isNamespaced ? 'Cluster' : 'Namespaced') &&
    rule.resources.some((pattern) => resourceNames(pattern, subject))
  );
}

function namesOne(patterns: readonly string[], text: string): boolean {
  return patterns.includes('*') || patterns.includes(text);
}

// `*` is every resource without its subresources; after a slash, `*` is in the API server's code the object as well.
function resourceNames(pattern: string, subject: RuleSubject): boolean {
  const [resource, subresource = ''] = pattern.split('/');
  return (
    (resource === '*' || resource === subject.resource) && (subresource === '*' || subresource === subject.subresource)
  );
}

/** The groups that Kubernetes itself serves: everything else is some product's own. */
const builtInGroups = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** True where the rules name nothing that Kubernetes itself serves: custom resources, or nothing at all. */
export function namesOnlyCustomResources(rules: readonly WebhookRule[]): boolean {
  return rules.every((rule) => rule.apiGroups.every((group) => group !== '*' && !builtInGroups.has(group)));
}

/** True where the rules name the creation of pods and nothing else. */
export function namesOnlyPodCreation(rules: readonly WebhookRule[]): boolean {
  return (
    rules.length > 0 &&
    rules.every(
      (rule) =>
        rule.operations.every((operation) => operation === 'CREATE') &&
        rule.resources.every((resource) => resource === 'pods') &&
        rule.apiGroups.every((group) => group === ''),
    )
  );
}
