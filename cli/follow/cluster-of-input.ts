import type { ClusterId } from '../../src/domain/run.ts';

/** The cluster that an execution was started for, from its input (JSON); null for a fleet, and for an input that names none. */
export function clusterOfInput(
  input: string,
  home: { readonly account: string; readonly region: string },
): ClusterId | null {
  const value: unknown = JSON.parse(input);
  if (typeof value !== 'object' || value === null) return null;
  const { cluster, account, region } = value as Readonly<Record<string, unknown>>;
  if (typeof cluster !== 'string') return null;
  return {
    name: cluster,
    account: typeof account === 'string' ? account : home.account,
    region: typeof region === 'string' ? region : home.region,
  };
}
