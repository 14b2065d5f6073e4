import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { waitForTier } from './wait-for-tier.ts';

export const handler = asLambda('wait-for-tier', 'Wait for tier', waitForTier, clusterWiring);
