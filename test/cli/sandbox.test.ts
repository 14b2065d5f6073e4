import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { aCommand, type Command } from './a-command.ts';

/** The variables that a person would export. */
async function exportsOf(command: Command): Promise<Record<string, string>> {
  const out = await command.printed(/Ctrl-C ends it/);
  const words = [...out.matchAll(/^export (.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2)));
}

function statesOf(variables: Record<string, string>): SFNClient {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = variables;
  return new SFNClient({
    endpoint: AWS_ENDPOINT_URL ?? '',
    region: AWS_REGION ?? '',
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' },
  });
}

const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-down';

test.each(['SIGINT', 'SIGTERM'] as const)(
  'it prints the lines to type, serves, and %s ends it cleanly',
  async (signal) => {
    const command = aCommand('sandbox');
    const variables = await exportsOf(command);
    const states = statesOf(variables);
    const input = '{"cluster":"shop-dev","dryRun":true}';
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: machine, input }));
    let status: string | undefined = 'RUNNING';
    while (status === 'RUNNING') {
      ({ status } = await states.send(new DescribeExecutionCommand({ executionArn })));
    }
    states.destroy();
    const kubeconfig = variables.KUBECONFIG ?? '';
    const server = parse(readFileSync(kubeconfig, 'utf8')).clusters[0].cluster.server;

    command.process.kill(signal);
    const { code, out, err } = await command.ended;

    expect({ code, err, status }).toEqual({ code: 0, err: '', status: 'SUCCEEDED' });
    expect(server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(out).toContain(`--state-machine-arn ${machine}\n`);
    expect(existsSync(dirname(kubeconfig))).toBe(false);
  },
);

test('a run that goes on does not keep a running clock’s sandbox from ending', async () => {
  const command = aCommand('sandbox', '--clock', '60x');
  const states = statesOf(await exportsOf(command));
  await states.send(new StartExecutionCommand({ stateMachineArn: machine, input: '{"cluster":"shop-dev"}' }));
  states.destroy();

  command.process.kill('SIGINT');

  expect(await command.ended).toMatchObject({ code: 0, err: '' });
});

test('a port that is taken is one line with the cure, and exit code 2', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;

  const { code, out, err } = await aCommand('sandbox', '--port', String(port)).ended;
  taken.close();

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe(
    `eks-scheduler: Port ${port} cannot be used: another program listens there. Give another one with --port, or none.\n`,
  );
});
