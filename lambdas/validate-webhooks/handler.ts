import { asLambda } from '../as-lambda.ts';
import { validateWebhooks } from './validate-webhooks.ts';

export const handler = asLambda('validate-webhooks', 'Validate webhooks', validateWebhooks);
