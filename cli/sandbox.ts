import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import type { Sandbox } from '../sandbox/start-sandbox.ts';
import { type ClockChoice, makeClock, parseClock } from './clock-option.ts';
import { exitCodes } from './exit-codes.ts';

interface SandboxCommandOptions {
  readonly world?: string;
  readonly port?: number;
  readonly clock: ClockChoice;
  readonly lambdaEndpoint?: string;
  readonly log?: boolean;
}

/** `eks-scheduler sandbox`: leaves a cluster and an AWS running for `aws` and `kubectl`. */
export function sandboxCommand(settle: (exitCode: number) => void): Command {
  return new Command('sandbox')
    .description('Leave a cluster and an AWS running on this machine, for `aws`, `kubectl` and your own programs.')
    .option('--world <file>', 'Kubernetes objects as `kubectl get -o yaml` prints them (default: the example world)')
    .option('--port <number>', 'port of the AWS endpoint (default: any free one)', parsePort)
    .option('--clock <clock>', 'simulated, real, or a speed such as 60x', parseClock, 'simulated')
    .option(
      '--lambda-endpoint <url>',
      'where functions are that the template does not define (a Lambda Invoke API)',
      parseUrl,
    )
    .option('--log', 'show the log lines of the functions (on standard error)')
    .addHelpText(
      'after',
      `
It prints the lines to type, and runs until Ctrl-C.

Examples:
  $ eks-scheduler sandbox --port 4566
  $ aws stepfunctions start-execution --input '{"cluster":"shop-dev"}' \\
      --state-machine-arn arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-down`,
    )
    .action(async (options: SandboxCommandOptions) => settle(await runSandbox(options)));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError('Say a port from 0 (any free one) to 65535.');
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('Say a URL such as http://127.0.0.1:9001.');
}

async function runSandbox(options: SandboxCommandOptions): Promise<number> {
  const [{ readWorld }, { startSandbox }, { kubeconfig }] = await Promise.all([
    import('../sandbox/worlds/read-world.ts'),
    import('../sandbox/start-sandbox.ts'),
    import('../sandbox/kubeconfig.ts'),
  ]);
  const { port, lambdaEndpoint, clock, log } = options;
  const world = readWorld(options.world ?? fileURLToPath(new URL('../sandbox/worlds/example.yaml', import.meta.url)));
  const ended = endOfSession();
  let sandbox: Sandbox | undefined;
  let directory: string | undefined;
  try {
    sandbox = await startSandbox({
      world,
      clock: makeClock(clock),
      speed: clock === 'simulated' ? 0 : clock,
      ...(port ? { port } : {}),
      ...(lambdaEndpoint ? { lambdaEndpoint } : {}),
      ...(log ? { onLog: (line: string) => process.stderr.write(`${line}\n`) } : {}),
    });
    directory = await mkdtemp(join(tmpdir(), 'eks-scheduler-'));
    const file = join(directory, 'kubeconfig');
    writeFileSync(file, kubeconfig(sandbox), { mode: 0o600 });
    process.stdout.write(await welcome(sandbox, world.notes, file));
    await ended;
    return exitCodes.done;
  } finally {
    await sandbox?.close();
    if (directory) await rm(directory, { recursive: true, force: true });
  }
}

async function welcome(sandbox: Sandbox, notes: readonly string[], kubeconfigFile: string): Promise<string> {
  const { credentials, place } = await import('../sandbox/start-sandbox.ts');
  const start = (action: 'stop' | 'start') =>
    `aws stepfunctions start-execution --input '{"cluster":"${sandbox.cluster}"}' --state-machine-arn ${sandbox.machineArn(action)}`;
  return [
    ...notes.map((note) => `Note: ${note}`),
    `Cluster ${sandbox.cluster} is awake. In another terminal:`,
    '',
    `export AWS_ENDPOINT_URL=${sandbox.awsUrl}`,
    `export AWS_REGION=${place.region} AWS_DEFAULT_REGION=${place.region}`,
    `export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `export KUBECONFIG=${kubeconfigFile}`,
    '',
    '# put it to sleep, look, wake it',
    start('stop'),
    'kubectl get nodes',
    start('start'),
    '',
    'Ctrl-C ends it; nothing is kept.',
    '',
  ].join('\n');
}

function endOfSession(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
