import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { validateWebhooks } from './validate-webhooks.ts';

export const handler = asLambda('validate-webhooks', 'Validate webhooks', validateWebhooks, clusterWiring);
