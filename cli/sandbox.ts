import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import type { AwsOptions } from '../sandbox/start-aws.ts';
import type { Kubernetes } from '../sandbox/start-kubernetes.ts';
import type { Sandbox } from '../sandbox/start-sandbox.ts';
import { type ClockChoice, makeClock, parseClock, waitsOnWall } from './clock-option.ts';
import { exitCodes } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { type KubernetesChoice, kubernetesHelp, kubernetesOption, tellProgress } from './kubernetes-option.ts';

interface SandboxCommandOptions {
  readonly world?: string;
  readonly port?: number;
  readonly kubernetes: KubernetesChoice;
  readonly clock?: ClockChoice;
  readonly lambdaEndpoint?: string;
  readonly log?: boolean;
}

/** `eks-scheduler sandbox`: leaves a cluster and an AWS running for `aws` and `kubectl`. */
export function sandboxCommand(settle: (exitCode: number) => void): Command {
  return new Command('sandbox')
    .description('Leave a cluster and an AWS running on this machine, for `aws`, `kubectl` and your own programs.')
    .option('--world <file>', 'Kubernetes objects as `kubectl get -o yaml` prints them (default: the example world)')
    .option('--port <number>', 'port of the AWS endpoint (default: any free one)', parsePort)
    .addOption(kubernetesOption())
    .option(
      '--clock <clock>',
      'simulated, real, or a speed such as 60x (default: simulated; with --kubernetes real 60x)',
      parseClock,
    )
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
${kubernetesHelp}

Examples:
  $ eks-scheduler sandbox --port 4566
  $ eks-scheduler sandbox --kubernetes real
  $ aws stepfunctions start-execution --input '{"cluster":"shop-dev"}' \\
      --state-machine-arn arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-down`,
    )
    .action(async (options: SandboxCommandOptions) => settle(await runSandbox(options)));
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new InvalidArgumentError('Say a port from 0 (any free one) to 65535.');
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('Say a URL such as http://127.0.0.1:9001.');
}

async function runSandbox(options: SandboxCommandOptions): Promise<number> {
  const time = timeOf(options);
  const [{ readWorld }, { hurryInstances }, { startSandbox }, { kubeconfig }] = await Promise.all([
    import('../sandbox/worlds/read-world.ts'),
    import('../sandbox/worlds/hurry-instances.ts'),
    import('../sandbox/start-sandbox.ts'),
    import('../sandbox/kubeconfig.ts'),
  ]);
  const { port, lambdaEndpoint, kubernetes, log } = options;
  const world = readWorld(options.world ?? fileURLToPath(new URL('../sandbox/worlds/example.yaml', import.meta.url)));
  const { signal, forget } = interruption();
  let sandbox: Sandbox<Kubernetes> | undefined;
  let directory: string | undefined;
  try {
    sandbox = await startSandbox({
      world: hurryInstances(world, time.waits),
      kubernetes,
      ...time,
      progress: tellProgress,
      signal,
      ...(port ? { port } : {}),
      ...(lambdaEndpoint ? { lambdaEndpoint } : {}),
      ...(log ? { onLog: (line: string) => process.stderr.write(`${line}\n`) } : {}),
    });
    directory = mkdtempSync(join(tmpdir(), 'eks-scheduler-'));
    const file = join(directory, 'kubeconfig');
    writeFileSync(file, kubeconfig(sandbox), { mode: 0o600 });
    process.stdout.write(await welcome(sandbox, [...world.notes, ...sandbox.kubernetes.notes], file));
    await aborted(signal);
    return exitCodes.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('Interrupted while it started. Nothing is left behind.\n');
    return exitCodes.interrupted;
  } finally {
    // First of all: a second Ctrl-C ends this process at once, and nobody else would remove it.
    if (directory) rmSync(directory, { recursive: true, force: true });
    await sandbox?.close();
    forget();
  }
}

/** Waits are shorter where the clock is the wall's; elsewhere the clock runs faster, and all with it. */
function timeOf({ kubernetes, clock }: SandboxCommandOptions): Required<Pick<AwsOptions, 'clock' | 'speed' | 'waits'>> {
  if (kubernetes === 'real') return { waits: waitsOnWall(clock), clock: makeClock(1), speed: 1 };
  const choice = clock ?? 'simulated';
  return { waits: 1, clock: makeClock(choice), speed: choice === 'simulated' ? 0 : choice };
}

async function welcome(
  sandbox: Sandbox<Kubernetes>,
  notes: readonly string[],
  kubeconfigFile: string,
): Promise<string> {
  const { credentials, place } = await import('../sandbox/place.ts');
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
