import { asLambda } from '../as-lambda.ts';
import { uncordonNodes } from './uncordon-nodes.ts';

export const handler = asLambda('uncordon-nodes', 'Uncordon nodes', uncordonNodes);
