import { expect, test } from '@jest/globals';
import { instanceResources } from '../../../sandbox/aws/eks/instance-resources.ts';

test.each([
  ['m5.large', '2', '8Gi', '29'],
  ['m6i.4xlarge', '16', '64Gi', '234'],
  ['c7g.xlarge', '4', '8Gi', '58'],
  ['r6id.2xlarge', '8', '64Gi', '58'],
  ['t3.medium', '2', '4Gi', '17'],
  ['t3a.small', '2', '2Gi', '11'],
  ['m5.24xlarge', '96', '384Gi', '737'],
  ['i4i.metal', '2', '8Gi', '29'],
])('%s has %s vCPU, %s and room for %s pods', (type, cpu, memory, pods) => {
  expect(instanceResources(type)).toMatchObject({ cpu, memory, pods });
});
