import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { recordState } from './record-state.ts';

export const handler = asLambda('record-state', 'Record state', recordState, clusterWiring);
