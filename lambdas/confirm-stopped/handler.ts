import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { confirmStopped } from './confirm-stopped.ts';

export const handler = asLambda('confirm-stopped', 'Confirm stopped', confirmStopped, clusterWiring);
