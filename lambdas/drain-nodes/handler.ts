import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { drainNodes } from './drain-nodes.ts';

export const handler = asLambda('drain-nodes', 'Drain nodes', drainNodes, clusterWiring);
