import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import type { NodeGroup } from '../../src/aws/ports.ts';
import { excludeTag } from '../../src/domain/exclude-tag.ts';
import { few } from '../../src/domain/few.ts';
import { decodeSize, recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { Approach } from './approach-cluster.ts';
import { type Finding, fine, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

/** Whether a cluster without nodes knows what it has to come back to. */
export async function examineSizes(
  { tableName, clients }: Scene,
  { cluster, label }: Approach,
  list: () => Promise<readonly NodeGroup[]>,
): Promise<readonly Finding[]> {
  const groups = (await list()).filter(({ tags }) => tags[excludeTag] !== 'true');
  const awake = groups.filter(({ desiredSize }) => desiredSize > 0);
  if (groups.length === 0) return [fine('sizes', `${label} has no node group of its own to put to sleep`)];
  if (awake.length > 0) return [fine('sizes', `${label} is awake: ${awake.length} of ${groups.length} node groups`)];
  const name = await tableName();
  const { records } =
    name === null ? { records: [] } : await dynamodbRecords(clusterTable(clients.table, name, cluster)).nodeGroups();
  const isKnown = (group: NodeGroup) =>
    decodeSize(group.tags[recordedSizeTag]) !== null ||
    records.some((record) => record.name === group.name && record.phase === 'recorded');
  const known = groups.filter(isKnown);
  if (known.length > 0)
    return [fine('sizes', `${label} sleeps, and ${known.length} of its node groups will come back`)];
  const names = groups.map((group) => group.name);
  const resize =
    `aws eks update-nodegroup-config --region ${cluster.region} --cluster-name ${cluster.name} ` +
    `--nodegroup-name ${names[0]} --scaling-config minSize=MIN,maxSize=MAX,desiredSize=N`;
  const says = `${label}: all node groups are at zero (${few(names).join(', ')}), and no size is recorded for any: a start cannot wake it`;
  return [wrong('sizes', says, `Scale them by hand: ${resize}`)];
}
