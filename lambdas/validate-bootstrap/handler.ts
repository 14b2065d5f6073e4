import { asLambda } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { validateBootstrap } from './validate-bootstrap.ts';

export const handler = asLambda('validate-bootstrap', 'Validate bootstrap', validateBootstrap, clusterWiring);
