import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { pauseAutoscalers } from './pause-autoscalers.ts';

export const handler = asLambda('pause-autoscalers', 'Pause autoscalers', pauseAutoscalers, clusterWiring);
