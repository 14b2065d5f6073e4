import { asLambda } from '../as-lambda.ts';
import { relaxWebhooks } from './relax-webhooks.ts';

export const handler = asLambda('relax-webhooks', 'Relax webhooks', relaxWebhooks);
