import { asLambda } from '../as-lambda.ts';
import { pauseAutoscalers } from './pause-autoscalers.ts';

export const handler = asLambda('pause-autoscalers', 'Pause autoscalers', pauseAutoscalers);
