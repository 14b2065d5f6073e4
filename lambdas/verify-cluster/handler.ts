import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { verifyCluster } from './verify-cluster.ts';

export const handler = asLambda('verify-cluster', 'Verify cluster', verifyCluster, clusterWiring);
