import { asLambda } from '../as-lambda.ts';
import { confirmStopped } from './confirm-stopped.ts';

export const handler = asLambda('confirm-stopped', 'Confirm stopped', confirmStopped);
