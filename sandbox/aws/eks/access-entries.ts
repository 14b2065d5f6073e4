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
