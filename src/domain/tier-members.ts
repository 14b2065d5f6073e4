import { matchesGlob } from './glob.ts';
import type { Workload } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';
import type { Tier, TierComponent } from './run-settings.ts';

/** A workload that a tier waits for, and whether the run fails without it. */
export interface TierMember {
  readonly component: string;
  readonly critical: boolean;
  readonly workload: Workload;
}

/**
 * Finds what is installed of a tier. A workload belongs to the first tier, and there to the first component, that names it;
 * a component that names everything (`*` in `*`) takes only what is in no namespace that another tier names.
 */
export function tierMembers(tier: Tier, tiers: readonly Tier[], workloads: readonly Workload[]): TierMember[] {
  const earlier = tiers.slice(
    0,
    tiers.findIndex(({ name }) => name === tier.name),
  );
  const earlierComponents = earlier.flatMap(({ components }) => components).filter((one) => !isCatchAll(one));
  const namedNamespaces = new Set(
    tiers
      .filter(({ name }) => name !== tier.name)
      .flatMap(({ components }) => components.map(({ namespace }) => namespace))
      .filter((namespace) => !/[*?]/.test(namespace)),
  );
  return workloads.flatMap((workload) => {
    if (earlierComponents.some((component) => isComponent(component, workload))) return [];
    const component = tier.components.find(
      (one) => isComponent(one, workload) && !(isCatchAll(one) && namedNamespaces.has(workload.namespace)),
    );
    return component ? [{ component: component.name, critical: component.critical, workload }] : [];
  });
}

function isCatchAll({ namespace, workload, labels }: TierComponent): boolean {
  return namespace === '*' && workload === '*' && Object.keys(labels ?? {}).length === 0;
}

/** True where the component's pattern names the workload: by kind, namespace, name and, where given, labels. */
export function isComponent(component: TierComponent, workload: Workload): boolean {
  const matchLabels = component.labels ?? {};
  return (
    component.kind === workload.kind &&
    matchesGlob(component.namespace, workload.namespace) &&
    matchesGlob(component.workload, workload.name) &&
    (matchesSelector({ matchLabels }, workload.labels) || matchesSelector({ matchLabels }, workload.podLabels))
  );
}
