import { asLambda } from '../as-lambda.ts';
import { verifyCluster } from './verify-cluster.ts';

export const handler = asLambda('verify-cluster', 'Verify cluster', verifyCluster);
