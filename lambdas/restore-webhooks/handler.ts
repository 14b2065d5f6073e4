import { asLambda } from '../as-lambda.ts';
import { restoreWebhooks } from './restore-webhooks.ts';

export const handler = asLambda('restore-webhooks', 'Restore webhooks', restoreWebhooks);
