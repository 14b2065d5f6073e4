import type { FleetOutcome, FleetTarget } from '../src/domain/fleet.ts';

/**
 * Step Functions hands a state at most 256 KiB. The largest is what Report fleet gets when every cluster has failed: an outcome for each, the
 * clusters that were expected, and what was settled before.
 */
const largestReport = 235_000;

const longestCause = 200;
/** Shorter ones say nothing. */
const shortestCause = 40;
/** The fields of an outcome without their values, and the name of an error. */
const bytesOfFields = 150;
/** A cause has quotes, which JSON escapes, and now and then a letter of three bytes. */
const bytesOfLetter = 1.2;

/** How many characters of a cause there is room for, should every run fail; null where the clusters are too many for one fleet. */
export function causeLengthFor(targets: readonly FleetTarget[], settled: readonly FleetOutcome[]): number | null {
  const fixed = targets.reduce(
    (sum, { account, region, cluster, name }) =>
      sum + 2 * (account.length + region.length + cluster.length) + name.length + bytesOfFields,
    bytesOf(cutOutcomes(settled, shortestCause)),
  );
  const causes = targets.length + settled.filter(({ status }) => status === 'failed').length;
  const fair = Math.floor((largestReport - fixed) / Math.max(1, causes) / bytesOfLetter);
  return fair < shortestCause ? null : Math.min(longestCause, fair);
}

/** The outcomes with their words cut to a length. */
export function cutOutcomes(outcomes: readonly FleetOutcome[], length: number): FleetOutcome[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'failed') return { ...outcome, cause: cut(outcome.cause, length) };
    return outcome.status === 'skipped' ? { ...outcome, reason: cut(outcome.reason, length) } : outcome;
  });
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
