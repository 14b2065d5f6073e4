import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import { buildControlPlane } from '../../../sandbox/control-plane/build.ts';
import { ClusterClient } from '../../../sandbox/control-plane/cluster-client.ts';
import { startControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { User } from '../../../sandbox/kubernetes/api.ts';
import { startControllers } from '../../../sandbox/kubernetes/controllers/start-controllers.ts';
import { createApi } from '../../../sandbox/kubernetes/create-api.ts';
import { startApiServer } from '../../../sandbox/kubernetes/server.ts';

/** One of the two clusters that are asked the same. */
export interface Side {
  readonly name: 'twin' | 'real';
  readonly url: string;
  readonly caPem: string;
  /** PEM; what the caBundle of a webhook must hold here. */
  readonly webhookCaPem: string;
  /** As the administrator, past everything that is compared. */
  readonly client: ClusterClient;
  /** No controller acts from now on: budgets are no longer computed, replacements no longer made. */
  stopControllers(): Promise<void>;
  close(): Promise<void>;
}

export const adminToken = 'admin';
/** Of a user who is nobody in particular. */
export const strangerToken = 'stranger';

function authenticate(token: string): User | null {
  if (token === adminToken) return { name: 'sandbox-admin', groups: ['system:masters'] };
  return token === strangerToken ? { name: 'stranger', groups: ['night-shift'] } : null;
}

async function startTwin(): Promise<Side> {
  const clock = new RunningClock();
  const api = createApi({ clock, seed: 1 });
  const controllers = startControllers({ api, clock, seed: 1 });
  const server = await startApiServer(api, { clock, authenticate });
  const client = new ClusterClient({ ...server, token: adminToken });
  return {
    name: 'twin',
    url: server.url,
    caPem: server.caPem,
    // Nobody looks at it: the twin calls no webhook over the wire.
    webhookCaPem: server.caPem,
    client,
    stopControllers: async () => controllers.stop(),
    close: async () => {
      controllers.stop();
      clock.stop();
      await client.close();
      await server.close();
    },
  };
}

async function startReal(): Promise<Side> {
  const binaries = await buildControlPlane((line) => process.stderr.write(`${line}\n`));
  const controlPlane = await startControlPlane({ binaries, adminToken, authenticate });
  return {
    name: 'real',
    url: controlPlane.url,
    caPem: controlPlane.caPem,
    webhookCaPem: controlPlane.webhookCaPem,
    client: controlPlane.client,
    stopControllers: () => controlPlane.kill('kube-controller-manager'),
    close: () => controlPlane.stop(),
  };
}

export interface BothSides {
  readonly twin: Side;
  readonly real: Side;
  close(): Promise<void>;
}

/** An empty cluster of each kind. */
export async function startBothSides(): Promise<BothSides> {
  const [twin, real] = await Promise.all([startTwin(), startReal()]);
  return {
    twin,
    real,
    close: async () => {
      await Promise.all([twin.close(), real.close()]);
    },
  };
}
