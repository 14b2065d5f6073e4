import { ServiceError } from '../../service-error.ts';

/** Who an IAM principal is in Kubernetes. */
export interface AccessEntry {
  /** ARN of an IAM role or user. */
  readonly principalArn: string;
  readonly kubernetesGroups: readonly string[];
  /** Absent: the caller's own ARN, as EKS has it for roles. */
  readonly username?: string;
}

/**
 * Finds the entry of a caller: an assumed role counts as its role, whatever path that role has.
 * `arn:aws:sts::1:assumed-role/ops/me` is `arn:aws:iam::1:role/team/ops`.
 */
export function entryOfCaller(entries: readonly AccessEntry[], callerArn: string): AccessEntry | undefined {
  const assumed = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  return entries.find(({ principalArn }) => {
    if (!assumed) return principalArn === callerArn;
    const role = /^arn:([\w-]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principalArn);
    return role !== null && [1, 2, 3].every((part) => role[part] === assumed[part]);
  });
}

/** The access entries of one cluster, as people change them. */
export class AccessEntries {
  readonly #entries: Map<string, AccessEntry>;
  /** CONFIG_MAP, API or API_AND_CONFIG_MAP. */
  authenticationMode = 'API';
  /** Principals that aws-auth maps, where the mode is CONFIG_MAP: as their entries would. */
  mapped: readonly string[] = [];

  constructor(entries: readonly AccessEntry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.principalArn, entry]));
  }

  get all(): readonly AccessEntry[] {
    return [...this.#entries.values()];
  }

  /** Those that let anybody in. */
  get valid(): readonly AccessEntry[] {
    if (this.authenticationMode !== 'CONFIG_MAP') return this.all;
    return this.all.filter(({ principalArn }) => this.mapped.includes(principalArn));
  }

  at(principalArn: string | undefined): AccessEntry {
    const found = this.#entries.get(principalArn ?? '');
    if (found) return found;
    throw new ServiceError('ResourceNotFoundException', 'The specified principalArn could not be found.', 404);
  }

  create(entry: AccessEntry): AccessEntry {
    this.assertMode();
    if (!/^arn:aws[\w-]*:iam::\d{12}:(role|user)\//.test(entry.principalArn)) {
      const problem = 'The specified principalArn is invalid: invalid principal.';
      throw new ServiceError('InvalidParameterException', problem);
    }
    if (this.#entries.has(entry.principalArn)) {
      const problem = 'The specified access entry resource is already in use on this cluster.';
      throw new ServiceError('ResourceInUseException', problem, 409);
    }
    this.#entries.set(entry.principalArn, entry);
    return entry;
  }

  update(principalArn: string | undefined, kubernetesGroups: readonly string[]): AccessEntry {
    this.assertMode();
    const updated = { ...this.at(principalArn), kubernetesGroups };
    this.#entries.set(updated.principalArn, updated);
    return updated;
  }

  remove(principalArn: string | undefined): void {
    this.#entries.delete(this.at(principalArn).principalArn);
  }

  /** In EKS' words. https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html */
  assertMode(): void {
    if (this.authenticationMode !== 'CONFIG_MAP') return;
    const problem =
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.";
    throw new ServiceError('InvalidRequestException', problem);
  }
}
