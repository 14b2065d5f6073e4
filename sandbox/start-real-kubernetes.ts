import { accessGroup, accessManifest } from '../src/kubernetes/access-rules.ts';
import { createEks, type Eks } from './aws/eks/eks.ts';
import { buildControlPlane } from './control-plane/build.ts';
import { internalAccess } from './control-plane/internal-access.ts';
import { loadWorld } from './control-plane/load-world.ts';
import { lookAtCluster } from './control-plane/look-at-cluster.ts';
import { startNodeNetwork } from './control-plane/node-network.ts';
import { prepareWorld } from './control-plane/prepare-world.ts';
import { type ControlPlane, startControlPlane } from './control-plane/start-control-plane.ts';
import { startVolumeAttacher } from './control-plane/volume-attacher.ts';
import { waitForEvening } from './control-plane/wait-for-evening.ts';
import { startWebhookReverter } from './control-plane/webhook-reverter.ts';
import { eveningNodes } from './evening-nodes.ts';
import type { KubeObject } from './kubernetes/objects.ts';
import { kubernetesUsers } from './kubernetes-users.ts';
import type { Kubernetes, KubernetesOptions } from './start-kubernetes.ts';
import { untilAborted } from './until-aborted.ts';

/** A cluster on the real control plane, with the EKS that runs it. */
export interface RealKubernetes extends Kubernetes {
  readonly controlPlane: ControlPlane;
}

export interface RealKubernetesOptions extends KubernetesOptions {
  /** Gets lines for a person: building takes minutes the first time. */
  readonly progress?: (line: string) => void;
  /** Ends the start, also in the middle of a build. */
  readonly signal?: AbortSignal;
}

/**
 * Builds the real control plane if that is still to be done, starts it with a world in it, waits until the world is up, and puts an
 * EKS around it that has adopted its nodes. The clock must run: this Kubernetes knows the wall's time alone.
 *
 * @throws {ControlPlaneError} in one line: what to install, or which component did not come up.
 */
export async function startRealKubernetes(options: RealKubernetesOptions): Promise<RealKubernetes> {
  const { clock, world, seed, account, region, progress = () => undefined, signal } = options;
  const binaries = await buildControlPlane(progress, { signal });
  let eks: Eks | undefined;
  const users = kubernetesUsers({ tokens: options.tokens, accessEntryOf: (arn) => eks?.accessEntryOf(arn) });
  const controlPlane = await startControlPlane({ ...users, binaries });
  const close = async () => {
    await eks?.close();
    await controlPlane.stop();
  };
  try {
    const { client, url, caPem } = controlPlane;
    const nodes = eveningNodes(world, { region, seed, at: new Date(clock.now()) });
    const access = [...internalAccess, ...(accessManifest() as unknown as KubeObject[])];
    const objects = prepareWorld([...world.objects, ...nodes, ...access], controlPlane.webhookCaPem);
    progress('Waiting for the evening: every pod ready');
    const untilReady = async () => [...(await loadWorld(client, objects)), ...(await waitForEvening(client))];
    const notes = await untilAborted(untilReady(), signal);
    // From here on what else lives in a cluster does its part: after the world, so that it begins as it is.
    await Promise.all([startVolumeAttacher(client), startWebhookReverter(client), startNodeNetwork(client)]);
    eks = await createEks({
      clock,
      cluster: world.cluster,
      nodeGroups: world.nodeGroups,
      kubernetes: { url, caPem, token: users.token },
      account,
      region,
      seed,
      accessEntries: [
        { principalArn: `arn:aws:iam::${account}:role/eks-scheduler-access`, kubernetesGroups: [accessGroup] },
        { principalArn: `arn:aws:iam::${account}:user/sandbox`, kubernetesGroups: ['system:masters'] },
      ],
    });
    return { eks, url, caPem, users, controlPlane, notes, look: () => lookAtCluster(client), close };
  } catch (error) {
    await close();
    throw error;
  }
}
