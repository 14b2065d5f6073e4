import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { relaxWebhooks } from './relax-webhooks.ts';

export const handler = asLambda('relax-webhooks', 'Relax webhooks', relaxWebhooks, clusterWiring);
