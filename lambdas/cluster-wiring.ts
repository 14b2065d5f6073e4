import { connectToCluster } from '../src/kubernetes/connect-to-cluster.ts';
import { connectPorts } from './connect-ports.ts';
import type { ClusterPorts } from './phase.ts';
import { deployed, type Wiring } from './wiring.ts';

/** For the functions that reach into a cluster: they alone carry the Kubernetes client. */
export const clusterWiring: Wiring<ClusterPorts> = deployed((environment, now) =>
  connectPorts(environment, now, (options) => ({ cluster: connectToCluster(options) })),
);
