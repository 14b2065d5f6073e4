import { asLambdaForEach } from '../as-lambda-for-each.ts';
import { deployedWiring } from '../wiring.ts';
import { failedTogether } from './failed-together.ts';
import { scaleNodeGroup } from './scale-node-group.ts';

export const handler = asLambdaForEach(
  {
    phase: 'scale-node-group',
    title: 'Scale node group',
    countAs: 'nodeGroups',
    step: scaleNodeGroup,
    failedTogether,
  },
  deployedWiring,
);
