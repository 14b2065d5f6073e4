import { asLambda } from '../as-lambda.ts';
import { scaleNodeGroup } from './scale-node-group.ts';

export const handler = asLambda('scale-node-group', 'Scale node group', scaleNodeGroup);
