import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { restoreWebhooks } from './restore-webhooks.ts';

export const handler = asLambda('restore-webhooks', 'Restore webhooks', restoreWebhooks, clusterWiring);
