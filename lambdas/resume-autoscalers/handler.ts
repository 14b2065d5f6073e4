import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { resumeAutoscalers } from './resume-autoscalers.ts';

export const handler = asLambda('resume-autoscalers', 'Resume autoscalers', resumeAutoscalers, clusterWiring);
