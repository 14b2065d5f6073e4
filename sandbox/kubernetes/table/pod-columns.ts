import { valueAt } from '../json-values.ts';
import type { KubeObject, Node, Pod } from '../objects.ts';
import { ageColumn, type Column, fieldColumn, itemsAt, nameColumn, textAt } from './column.ts';

function readyText(pod: KubeObject): string {
  const statuses = itemsAt(pod, 'status.containerStatuses');
  const total = itemsAt(pod, 'spec.containers').length;
  return `${statuses.filter((status) => status.ready === true).length}/${total}`;
}

function podStatus(object: KubeObject): string {
  const pod = object as Pod;
  if (pod.metadata.deletionTimestamp) return 'Terminating';
  const waiting = itemsAt(pod, 'status.containerStatuses').map((status) =>
    valueAt(status, 'state', 'waiting', 'reason'),
  );
  const reason = waiting.find((text) => typeof text === 'string');
  if (typeof reason === 'string') return reason;
  if (pod.status?.phase === 'Succeeded') return 'Completed';
  if (pod.status?.phase === 'Failed') return textAt(pod, 'status.reason', 'Error');
  return textAt(pod, 'status.reason', pod.status?.phase ?? 'Unknown');
}

function restarts(pod: KubeObject): string {
  const counts = itemsAt(pod, 'status.containerStatuses').map((status) => Number(status.restartCount ?? 0));
  return String(counts.reduce((sum, count) => sum + count, 0));
}

function nodeStatus(object: KubeObject): string {
  const node = object as Node;
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

const rolePrefix = 'node-role.kubernetes.io/';

function roles(node: KubeObject): string {
  const names = Object.keys(node.metadata.labels ?? {})
    .filter((label) => label.startsWith(rolePrefix))
    .map((label) => label.slice(rolePrefix.length));
  return names.sort().join(',') || '<none>';
}

function addressColumn(name: string, type: string): Column {
  return {
    name,
    priority: 1,
    cell: (node) =>
      String(itemsAt(node, 'status.addresses').find((address) => address.type === type)?.address ?? '<none>'),
  };
}

export const podColumns: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    nameColumn,
    { name: 'Ready', cell: readyText },
    { name: 'Status', cell: podStatus },
    { name: 'Restarts', cell: restarts },
    ageColumn,
    fieldColumn('IP', 'status.podIP', '<none>', 1),
    fieldColumn('Node', 'spec.nodeName', '<none>', 1),
    fieldColumn('Nominated Node', 'status.nominatedNodeName', '<none>', 1),
    { name: 'Readiness Gates', priority: 1, cell: () => '<none>' },
  ],
  nodes: [
    nameColumn,
    { name: 'Status', cell: nodeStatus },
    { name: 'Roles', cell: roles },
    ageColumn,
    fieldColumn('Version', 'status.nodeInfo.kubeletVersion', ''),
    addressColumn('Internal-IP', 'InternalIP'),
    addressColumn('External-IP', 'ExternalIP'),
    fieldColumn('OS-Image', 'status.nodeInfo.osImage', '<unknown>', 1),
    fieldColumn('Kernel-Version', 'status.nodeInfo.kernelVersion', '<unknown>', 1),
    fieldColumn('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion', '<unknown>', 1),
  ],
};
