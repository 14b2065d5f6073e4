import { DescribeUpdateCommand, type EKSClient, ListUpdatesCommand, type Update } from '@aws-sdk/client-eks';
import { callAws, isNamed } from './errors-from-aws.ts';
import { mapLimited } from './map-limited.ts';
import type { NodeGroups } from './ports.ts';

/**
 * ListUpdates answers ids alone, in an order that AWS does not document, and a group that sleeps each night gathers hundreds. The
 * newest stands at one of the two ends, so that many of each end are described.
 */
const describedAtEachEnd = 5;
const describesAtOnce = 5;

/** The newest update of a group's configuration, or null when it never had one. */
export async function latestUpdate(
  eks: EKSClient,
  clusterName: string,
  nodegroupName: string,
): ReturnType<NodeGroups['latestUpdate']> {
  const ids = await listIds(eks, clusterName, nodegroupName);
  const ends = [...new Set([...ids.slice(0, describedAtEachEnd), ...ids.slice(-describedAtEachEnd)])];
  const updates = await mapLimited(ends, describesAtOnce, (id) => describe(eks, clusterName, nodegroupName, id));
  const [newest] = updates
    .filter((update) => update !== null && update.type === 'ConfigUpdate')
    .sort((a, b) => (b?.createdAt?.getTime() ?? 0) - (a?.createdAt?.getTime() ?? 0));
  return newest ? updateFromEks(newest) : null;
}

async function listIds(eks: EKSClient, name: string, nodegroupName: string): Promise<string[]> {
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListUpdatesCommand({ name, nodegroupName, maxResults: 100, nextToken });
    const page = await callAws('eks:ListUpdates', () => eks.send(command));
    ids.push(...(page.updateIds ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return ids;
}

async function describe(eks: EKSClient, name: string, nodegroupName: string, updateId: string): Promise<Update | null> {
  return callAws('eks:DescribeUpdate', async () => {
    try {
      const { update } = await eks.send(new DescribeUpdateCommand({ name, nodegroupName, updateId }));
      return update ?? null;
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return null;
      throw error;
    }
  });
}

const statuses = ['InProgress', 'Failed', 'Cancelled', 'Successful'] as const;

function updateFromEks(update: Update) {
  return {
    id: update.id ?? '',
    // An unknown status is taken as still going on: the next look may know better.
    status: statuses.find((known) => known === update.status) ?? ('InProgress' as const),
    errors: (update.errors ?? []).map(({ errorCode, errorMessage, resourceIds }) => {
      const resources = resourceIds?.length ? ` (${resourceIds.join(', ')})` : '';
      return `${errorCode ?? 'Unknown'}: ${errorMessage ?? ''}${resources}`;
    }),
  };
}
