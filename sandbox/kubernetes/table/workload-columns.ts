import type { KubeObject } from '../objects.ts';
import {
  ageColumn,
  type Column,
  itemsAt,
  nameColumn,
  numberAt,
  numberColumn,
  templateColumns,
  textAt,
} from './column.ts';
import { humanDuration } from './human-duration.ts';

function readyOfWanted(object: KubeObject): string {
  return `${numberAt(object, 'status.readyReplicas')}/${numberAt(object, 'spec.replicas')}`;
}

function jobStatus(job: KubeObject): string {
  const isTrue = (type: string) =>
    itemsAt(job, 'status.conditions').some((condition) => condition.type === type && condition.status === 'True');
  if (isTrue('Complete')) return 'Complete';
  if (isTrue('Failed')) return 'Failed';
  return isTrue('Suspended') ? 'Suspended' : 'Running';
}

function jobDuration(job: KubeObject, now: number): string {
  const startedAt = Date.parse(textAt(job, 'status.startTime', ''));
  if (Number.isNaN(startedAt)) return '';
  const endedAt = Date.parse(textAt(job, 'status.completionTime', ''));
  return humanDuration((Number.isNaN(endedAt) ? now : endedAt) - startedAt);
}

function nodeSelector(object: KubeObject): string {
  const { spec } = object as { spec?: { template?: { spec?: { nodeSelector?: Record<string, string> } } } };
  const entries = Object.entries(spec?.template?.spec?.nodeSelector ?? {});
  return entries.map(([key, value]) => `${key}=${value}`).join(',') || '<none>';
}

export const workloadColumns: Readonly<Record<string, readonly Column[]>> = {
  'deployments.apps': [
    nameColumn,
    { name: 'Ready', cell: readyOfWanted },
    numberColumn('Up-to-date', 'status.updatedReplicas'),
    numberColumn('Available', 'status.availableReplicas'),
    ageColumn,
    ...templateColumns,
  ],
  'replicasets.apps': [
    nameColumn,
    numberColumn('Desired', 'spec.replicas'),
    numberColumn('Current', 'status.replicas'),
    numberColumn('Ready', 'status.readyReplicas'),
    ageColumn,
    ...templateColumns,
  ],
  'statefulsets.apps': [nameColumn, { name: 'Ready', cell: readyOfWanted }, ageColumn, ...templateColumns.slice(0, 2)],
  'daemonsets.apps': [
    nameColumn,
    numberColumn('Desired', 'status.desiredNumberScheduled'),
    numberColumn('Current', 'status.currentNumberScheduled'),
    numberColumn('Ready', 'status.numberReady'),
    numberColumn('Up-to-date', 'status.updatedNumberScheduled'),
    numberColumn('Available', 'status.numberAvailable'),
    { name: 'Node Selector', cell: nodeSelector },
    ageColumn,
    ...templateColumns,
  ],
  'jobs.batch': [
    nameColumn,
    { name: 'Status', cell: jobStatus },
    {
      name: 'Completions',
      cell: (job) => `${numberAt(job, 'status.succeeded')}/${textAt(job, 'spec.completions', '1')}`,
    },
    { name: 'Duration', cell: jobDuration },
    ageColumn,
    ...templateColumns,
  ],
};
