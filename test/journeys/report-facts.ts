import type { Report } from '../../src/report/report.ts';
import type { FinishedRun } from './a-night.ts';

/** What was done to the pods whose names begin so, in order. */
export function actionsOn(run: FinishedRun, pod: string): string[] {
  return removals(run, pod).map(({ verb }) => verb);
}

export function detailOf(run: FinishedRun, pod: string): string | null | undefined {
  return removals(run, pod)[0]?.detail;
}

export function removals({ report }: FinishedRun, pod: string): Report['actions'][number][] {
  return (report?.actions ?? []).filter(
    ({ phase, target }) => phase === 'drain-nodes' && target.startsWith(`pod/${pod}`),
  );
}

/** The budget that kept each pod, by the name of its workload. */
export function residualOf({ report }: FinishedRun): Record<string, string | null> {
  return Object.fromEntries(
    (report?.pods.residualPods ?? []).map(({ pod, budget }) => [pod.replace(/-[^/]*$/, ''), budget]),
  );
}

export function secondsOf({ report }: FinishedRun, phase: string): number | undefined {
  return report?.phases.find((one) => one.phase === phase)?.seconds;
}

export function namespacesDrained(run: FinishedRun): (string | undefined)[] {
  return [...new Set(removals(run, '').map(({ target }) => target.split('/')[1]))];
}

/** What became of each webhook. */
export function resultsOf({ report }: FinishedRun): Record<string, string | null> {
  return Object.fromEntries(
    (report?.webhooks ?? []).map(({ kind, configuration, webhook, result }) => [
      `${kind}/${configuration}/${webhook}`,
      result,
    ]),
  );
}

export function warningsOf({ report }: FinishedRun): string[] {
  return (report?.warnings ?? []).map(({ message }) => message);
}

export function verbsOf(run: FinishedRun, phase: string): string[] {
  return (run.report?.actions ?? []).filter((action) => action.phase === phase).map(({ verb }) => verb);
}

export function targetsOf(run: FinishedRun, phase: string): string[] {
  return (run.report?.actions ?? []).filter((action) => action.phase === phase).map(({ target }) => target);
}
