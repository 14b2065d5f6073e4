import type { Place } from '../src/domain/fleet.ts';
import { type BareCluster, bareCluster } from './aws/eks/bare-cluster.ts';
import { eksOfPlaces, type PlacedCluster, type Refusal } from './aws/eks/eks-of-places.ts';
import type { Sts } from './aws/sts.ts';
import { tokenAuthenticator } from './aws/token-authenticator.ts';
import type { AwsService } from './aws/wire.ts';
import type { Clock } from './clock/clock.ts';
import { type Kubernetes, startKubernetes, type TwinKubernetes } from './start-kubernetes.ts';
import type { World } from './world.ts';

/** One more cluster beside the sandbox's own: a world with a twin of its own, or a name that EKS lists and nothing behind it. */
export interface FleetCluster extends Partial<Place> {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** With it the cluster has nodes; its own name and tags do not count. */
  readonly world?: World;
}

export interface FleetOptions {
  readonly clusters: readonly FleetCluster[];
  /** Places that ListClusters refuses. */
  readonly refusals?: readonly Refusal[];
}

/** A cluster that was started so. */
export interface FleetMember extends Place {
  readonly name: string;
  /** Null for one without nodes. */
  readonly kubernetes: TwinKubernetes | null;
  /** Null for one with nodes. */
  readonly bare: BareCluster | null;
}

interface Around {
  readonly clock: Clock;
  readonly seed: number;
  readonly home: Place;
  readonly sts: Sts;
  /** The sandbox's own cluster, which is one of the fleet. */
  readonly own: { readonly name: string; readonly kubernetes: Kubernetes };
  readonly onUp: (close: () => Promise<void>) => void;
}

export interface StartedFleet {
  readonly members: readonly FleetMember[];
  /** EKS for all of them, and for the sandbox's own cluster. */
  readonly service: AwsService;
}

/** Starts the clusters of a fleet, one after the other, so that the same seed gives the same names. */
export async function startFleet({ clusters, refusals = [] }: FleetOptions, around: Around): Promise<StartedFleet> {
  const { clock, home, sts, own } = around;
  const members: FleetMember[] = [];
  for (const cluster of clusters) members.push(await startMember(cluster, around, members.length + 1));
  const placed = members.map(({ name, account, region, kubernetes, bare }): PlacedCluster => {
    const service = kubernetes?.eks.service ?? bare?.service;
    if (!service) throw new Error(`Cluster ${name} has neither nodes nor none.`);
    return { name, account, region, service };
  });
  // No cluster has an empty name: EKS's own words for one that is not there.
  const nowhere = bareCluster({ ...bareness(around), ...home, clock, cluster: { name: '', version: '', tags: {} } });
  const service = eksOfPlaces({
    clusters: [{ name: own.name, ...home, service: own.kubernetes.eks.service }, ...placed],
    home,
    accountOf: (key) => sts.callerOf(key)?.arn.split(':')[4],
    refusals,
    nowhere: nowhere.service,
  });
  return { members, service };
}

async function startMember(cluster: FleetCluster, around: Around, ordinal: number): Promise<FleetMember> {
  const { clock, seed, home, sts, onUp } = around;
  const { name, tags = {}, world } = cluster;
  const { account = home.account, region = home.region } = cluster;
  const known = { name, version: world?.cluster.version ?? '1.33', tags };
  if (!world) {
    const bare = bareCluster({ ...bareness(around), clock, account, region, cluster: known });
    return { name, account, region, kubernetes: null, bare };
  }
  const tokens = tokenAuthenticator({ clock, sts, region, clusterName: name });
  const kubernetes = await startKubernetes({
    ...{ clock, account, region, tokens, seed: seed + ordinal },
    world: { ...world, cluster: known },
  });
  onUp(() => kubernetes.close());
  return { name, account, region, kubernetes, bare: null };
}

/** What a cluster without nodes names as its API server: nobody listens there. */
function bareness({ own: { kubernetes } }: Around) {
  return { kubernetes: { url: 'https://127.0.0.1:9', caPem: kubernetes.caPem, token: () => '' } };
}
