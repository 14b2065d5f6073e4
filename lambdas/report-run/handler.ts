import { asLambda } from '../as-lambda.ts';
import { deployedWiring } from '../wiring.ts';
import { reportRun } from './report-run.ts';

export const handler = asLambda('report-run', 'Report run', reportRun, deployedWiring);
