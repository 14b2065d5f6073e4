import { asPrepareRun } from '../as-lambda.ts';
import { prepareRun } from './prepare-run.ts';

export const handler = asPrepareRun(prepareRun);
