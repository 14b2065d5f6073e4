import type { Report } from './report.ts';

/** What happened in one sentence, for a title: what a person who was woken by it reads first. */
export function headlineOf({ run, status, reason, nodeGroups, nodes, aftermath }: Omit<Report, 'headline'>): string {
  const cluster = run.cluster.name;
  if (status === 'skipped') return `The ${run.action} of ${cluster} was skipped: ${reason ?? 'no reason is known'}`;
  if (status === 'running') return `The ${run.action} of ${cluster} still goes on: this is its report so far`;
  if (status === 'failed') {
    const kind = run.dryRun ? `dry run of the ${run.action}` : run.action;
    return `The ${kind} of ${cluster} failed${aftermath.failedAt === null ? '' : ` at ${aftermath.failedAt}`}`;
  }
  const count = nodes.before === null || nodes.after === null ? null : Math.abs(nodes.before - nodes.after);
  const size = count === null ? counted(nodeGroups.length, 'node group') : counted(count, 'node');
  if (run.dryRun)
    return `A ${run.action} of ${cluster} would ${run.action === 'stop' ? 'take away' : 'bring back'} ${size}`;
  if (run.action === 'stop') return `${cluster} is asleep: ${size} scaled away`;
  return `${cluster} is awake: ${size} brought back`;
}

/** `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
