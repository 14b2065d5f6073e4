import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { waitForNodes } from './wait-for-nodes.ts';

export const handler = asLambda('wait-for-nodes', 'Wait for nodes', waitForNodes, clusterWiring);
