import { asLambda } from '../as-lambda.ts';
import { waitForTier } from './wait-for-tier.ts';

export const handler = asLambda('wait-for-tier', 'Wait for tier', waitForTier);
