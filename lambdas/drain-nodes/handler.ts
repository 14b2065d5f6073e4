import { asLambda } from '../as-lambda.ts';
import { drainNodes } from './drain-nodes.ts';

export const handler = asLambda('drain-nodes', 'Drain nodes', drainNodes);
