import { afterEach, expect, test } from '@jest/globals';
import { CredentialsExpired } from '../../../cli/follow/patience.ts';
import { followToTheEnd } from '../../../cli/run/follow-to-the-end.ts';
import type { Scheduler } from '../../../cli/run/scheduler-options.ts';
import { jsonService } from '../../../sandbox/aws/json-protocol.ts';
import { ServiceError } from '../../../sandbox/service-error.ts';
import { ownClients } from '../../../src/aws/clients.ts';
import { AccessDeniedError } from '../../../src/domain/errors.ts';
import { account, anEndpoint, region } from '../../sandbox/aws/an-endpoint.ts';
import { catchOutput } from '../catch-output.ts';

const printed = catchOutput();
const run = {
  arn: `arn:aws:states:${region}:${account}:execution:eks-scheduler-stop:night`,
  id: 'night',
  machine: 'stop',
} as const;
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A scheduler whose AWS takes the credentials no more, or refuses otherwise. */
async function aScheduler(isLocal: boolean, refusal = 'ExpiredTokenException'): Promise<Scheduler> {
  const operations = {
    DescribeStateMachineForExecution: () => ({ definition: '{}' }),
    DescribeExecution: () => {
      throw new ServiceError(refusal, 'The security token included in the request is expired');
    },
  };
  const states = jsonService({ signingName: 'states', targetPrefix: 'AWSStepFunctions', version: '1.0', operations });
  const { server } = await anEndpoint({ services: [states] });
  closers.push(() => server.close());
  const clients = ownClients(region, { endpoint: server.url, services: ['states'] });
  const deployment = { account, region, clients, machineArn: () => '', tableName: async () => '' };
  return {
    ...{ deployment, isLocal, place: [], placeOfRuns: [] },
    reportFile: (address) => address,
    idle: async () => undefined,
    close: async () => [],
  };
}

test.each([
  ['deployed: the run goes on', false],
  ['in this process: the run ends with it, which is told when it is closed', true],
])('credentials that expire are told as what they mean for a run that is %s', async (_where, isLocal) => {
  const report = { isWanted: false, write: () => [] };
  const followed = followToTheEnd(await aScheduler(isLocal), run, { quiet: true, poll: 1 }, report);
  await expect(followed).rejects.toThrow(CredentialsExpired);
  expect(printed.err.includes('The run goes on in AWS')).toBe(!isLocal);
});

test('whoever may start a run and not look at it hears how it is called', async () => {
  const report = { isWanted: false, write: () => [] };
  const scheduler = await aScheduler(false, 'AccessDeniedException');
  const followed = followToTheEnd(scheduler, run, { quiet: true, poll: 1 }, report);
  await expect(followed).rejects.toThrow(AccessDeniedError);
  expect(printed.err).toContain(`The run goes on in AWS: ${run.arn}`);
});
