import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { uncordonNodes } from './uncordon-nodes.ts';

export const handler = asLambda('uncordon-nodes', 'Uncordon nodes', uncordonNodes, clusterWiring);
