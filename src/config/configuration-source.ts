import type { Path } from './problems.ts';
import type { Layer } from './schema.ts';

/** What one source (a file, the environment) says, and where it says it. */
export interface ConfigurationSource {
  readonly layer: Layer;
  /** Where the value at this path was written: `eks-scheduler.yaml:12:3`, `environment variable EKS_DRAIN_BUDGETS`. */
  readonly whereOf: (path: Path) => string;
  /** Of what was understood, and means something else here than where it comes from. */
  readonly remarks: readonly Remark[];
}

export interface Remark {
  /** As it was written: `timeouts.kubectl_timeout`. */
  readonly field: string;
  readonly says: string;
  readonly where: string;
  /** Somebody should do something about it. */
  readonly isWarning: boolean;
}
