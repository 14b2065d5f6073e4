import { accessGroup, accessManifest } from '../src/kubernetes/access-rules.ts';
import { createEks, type Eks } from './aws/eks/eks.ts';
import type { TokenAuthenticator } from './aws/token-authenticator.ts';
import type { Clock } from './clock/clock.ts';
import { eveningNodes } from './evening-nodes.ts';
import type { ClusterView } from './kubernetes/admission/admission-request.ts';
import { startControllers } from './kubernetes/controllers/start-controllers.ts';
import { createApi, type TwinApi } from './kubernetes/create-api.ts';
import type { KubeObject } from './kubernetes/objects.ts';
import { seedRunningPods } from './kubernetes/seed-running-pods.ts';
import { seedWorld } from './kubernetes/seed-world.ts';
import { type ApiServerOptions, startApiServer } from './kubernetes/server.ts';
import { type KubernetesUsers, kubernetesUsers } from './kubernetes-users.ts';
import type { World } from './world.ts';

/** The cluster of a sandbox with the EKS that runs it: the twin, or a real control plane. */
export interface Kubernetes {
  readonly eks: Eks;
  readonly url: string;
  readonly caPem: string;
  readonly users: KubernetesUsers;
  /** What the world asked for and did not get, for a person. */
  readonly notes: readonly string[];
  /** The cluster's objects as they are now, for whoever watches a night from outside. */
  look(): Promise<ClusterView>;
  close(): Promise<void>;
}

export interface TwinKubernetes extends Kubernetes {
  readonly api: TwinApi;
}

export interface KubernetesOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly seed: number;
  readonly account: string;
  readonly region: string;
  readonly tokens: TokenAuthenticator;
  /** The twin's wire, for tests and for faults; a real control plane has none. */
  readonly kubernetesWire?: Pick<ApiServerOptions, 'intercept' | 'onRequest'>;
}

/** Starts the twin with a world in it, as on an evening on which all is well, and an EKS that has adopted its nodes. */
export async function startKubernetes(options: KubernetesOptions): Promise<TwinKubernetes> {
  const { world, clock, seed, account, region } = options;
  const api = createApi({ clock, seed });
  const nodes = eveningNodes(world, { region, seed, at: new Date(clock.now()) });
  seedWorld(api, [...world.objects, ...nodes, ...(accessManifest() as unknown as KubeObject[])]);
  seedRunningPods(api, clock);
  const controllers = startControllers({ api, clock, seed });

  let eks: Eks | undefined;
  const users = kubernetesUsers({ tokens: options.tokens, accessEntryOf: (arn) => eks?.accessEntryOf(arn) });
  const server = await startApiServer(api, { clock, authenticate: users.authenticate, ...options.kubernetesWire });
  eks = await createEks({
    clock,
    cluster: world.cluster,
    nodeGroups: world.nodeGroups,
    kubernetes: { url: server.url, caPem: server.caPem, token: users.token },
    account,
    region,
    seed,
    accessEntries: [
      { principalArn: `arn:aws:iam::${account}:role/eks-scheduler-access`, kubernetesGroups: [accessGroup] },
      { principalArn: `arn:aws:iam::${account}:user/sandbox`, kubernetesGroups: ['system:masters'] },
    ],
  });
  return {
    api,
    eks,
    url: server.url,
    caPem: server.caPem,
    users,
    notes: [],
    look: () => Promise.resolve(api),
    close: async () => {
      controllers.stop();
      await eks?.close();
      await server.close();
    },
  };
}
