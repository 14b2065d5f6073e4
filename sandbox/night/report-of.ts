import type { Report } from '../../src/report/report.ts';
import type { Execution } from '../engine/engine.ts';
import type { Sandbox } from '../start-sandbox.ts';

/** The run's own report, as it lies in the bucket; null where the run did not come that far. */
export function reportOf({ s3, deployment }: Pick<Sandbox, 's3' | 'deployment'>, execution: Execution): Report | null {
  for (const bucket of deployment.buckets) {
    const key = s3.keysOf(bucket).find((each) => each.endsWith(`-${execution.name}.json`));
    const text = key && s3.textOf(bucket, key);
    if (text) return JSON.parse(text) as Report;
  }
  return null;
}
