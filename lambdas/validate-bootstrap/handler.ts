import { asLambda } from '../as-lambda.ts';
import { validateBootstrap } from './validate-bootstrap.ts';

export const handler = asLambda('validate-bootstrap', 'Validate bootstrap', validateBootstrap);
