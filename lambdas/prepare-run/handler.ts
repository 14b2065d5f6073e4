import { asPrepareRun } from '../as-lambda.ts';
import { clusterWiring } from '../cluster-wiring.ts';
import { prepareRun } from './prepare-run.ts';

export const handler = asPrepareRun(prepareRun, clusterWiring);
