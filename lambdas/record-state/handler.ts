import { asLambda } from '../as-lambda.ts';
import { recordState } from './record-state.ts';

export const handler = asLambda('record-state', 'Record state', recordState);
