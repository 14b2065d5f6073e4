import { z } from 'zod';
import { eksClient } from '../../src/aws/clients.ts';
import { eksClusters } from '../../src/aws/eks-clusters.ts';
import { knownClusters } from '../../src/aws/known-clusters.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import type { ClusterDirectory } from '../../src/aws/ports.ts';
import type { Configuration } from '../../src/config/schema.ts';
import { isNamed } from '../../src/domain/choose-clusters.ts';
import { matchesGlob } from '../../src/domain/glob.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { configurationHere } from '../configuration-here.ts';
import { examined, type Finding, warning } from './finding.ts';
import type { Scene } from './scene.ts';

export interface FoundClusters {
  readonly clusters: readonly ClusterId[];
  /** What could not be asked. */
  readonly problems: readonly Finding[];
}

const describesAtOnce = 5;
const inputSchema = z.object({
  clusters: z.array(z.string()).default([]),
  tags: z.record(z.string(), z.string()).default({}),
  accounts: z.array(z.string()).default([]),
  regions: z.array(z.string()).default([]),
});
type ScheduleInput = z.infer<typeof inputSchema>;

/** What holds for schedules that say nothing of it. */
type Usual = Pick<Configuration, 'accounts' | 'regions' | 'exclusions'>;

/**
 * The clusters that the table knows or the schedules are for, each once, without those that the configuration excludes. Globs and tags
 * are looked up in the caller's own account.
 */
export async function findClusters(scene: Scene): Promise<FoundClusters> {
  const found: ClusterId[] = [];
  const collect = (look: () => Promise<readonly ClusterId[]>) =>
    examined('clusters', async () => {
      found.push(...(await look()));
      return [];
    });
  const problems = [
    ...(await collect(() => inTable(scene))),
    ...(await examined('clusters', async () => {
      const schedules = await scene.schedules();
      const inputs = schedules.flatMap(({ input }) => inputSchema.safeParse(input).data ?? []);
      if (inputs.length === 0) return [];
      const usual = configurationHere();
      const searches = await mapLimited(inputs, 2, (input) => ofSchedule(scene, input, usual));
      found.push(...searches.flatMap(({ clusters }) => clusters));
      return notSearched(scene, new Set(searches.flatMap(({ unseen }) => unseen)));
    })),
  ];
  const each = new Map(found.map((cluster) => [`${cluster.account}/${cluster.region}/${cluster.name}`, cluster]));
  return { clusters: [...each.values()], problems };
}

async function inTable(scene: Scene): Promise<readonly ClusterId[]> {
  const name = await scene.tableName();
  if (name === null || (await scene.tableGuards()) === null) return [];
  return knownClusters(scene.clients.table, name);
}

interface Search {
  readonly clusters: readonly ClusterId[];
  /** Accounts that could not be searched. */
  readonly unseen: readonly string[];
}

/** It looks where a fleet of this schedule would (lambdas/resolve-targets). */
async function ofSchedule(scene: Scene, input: ScheduleInput, usual: Usual): Promise<Search> {
  const { account: own } = scene.caller;
  const accounts = firstOf(input.accounts, usual.accounts, [own]);
  const regions = firstOf(input.regions, usual.regions, [scene.region]);
  const places = accounts.flatMap((account) => regions.map((region) => ({ account, region })));
  const isNames = input.clusters.length > 0 && !input.clusters.some((pattern) => /[*?]/.test(pattern));
  // One place and names alone: nothing has to be looked up, and a name that does not exist is told of.
  if (isNames && places.length === 1) {
    const clusters = places.flatMap((at) => input.clusters.map((name) => ({ ...at, name })));
    return { clusters: clusters.filter(({ name }) => !isExcluded(name, usual)), unseen: [] };
  }
  const directory = eksClusters(({ region }) => eksClient(region, ownCredentials(scene.clients.sts)));
  const lists = await mapLimited(
    places.filter(({ account }) => account === own),
    describesAtOnce,
    async (at) => {
      const all = await directory.names(at);
      const names = all.filter((name) => isNamed(name, input.clusters) && !isExcluded(name, usual));
      return tagged(
        directory,
        input.tags,
        names.map((name) => ({ ...at, name })),
      );
    },
  );
  return { clusters: lists.flat(), unseen: accounts.filter((account) => account !== own) };
}

function firstOf(...lists: readonly (readonly string[])[]): readonly string[] {
  return lists.find((list) => list.length > 0) ?? [];
}

function isExcluded(name: string, { exclusions }: Usual): boolean {
  return exclusions.clusters.some((glob) => matchesGlob(glob, name));
}

function notSearched(scene: Scene, accounts: ReadonlySet<string>): readonly Finding[] {
  return [...accounts].map((account) => {
    const says = `schedules are for clusters of account ${account}, which cannot be looked for from account ${scene.caller.account}`;
    const ask = scene.command(['doctor', '--account', account, '--cluster', 'NAME']);
    return warning('clusters', says, `Name those that are to sleep: ${ask}`);
  });
}

async function tagged(
  directory: ClusterDirectory,
  wanted: ScheduleInput['tags'],
  clusters: readonly ClusterId[],
): Promise<readonly ClusterId[]> {
  if (Object.keys(wanted).length === 0) return clusters;
  const carries = await mapLimited(clusters, describesAtOnce, async (cluster) => {
    const tags = await directory.tags(cluster, cluster.name);
    return Object.entries(wanted).every(([key, value]) => tags[key] === value);
  });
  return clusters.filter((_, index) => carries[index]);
}
