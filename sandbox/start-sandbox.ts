import { fleetMachineName, machineNames } from '../src/domain/machine-names.ts';
import type { Eks } from './aws/eks/eks.ts';
import type { EventRules } from './aws/event-rules.ts';
import type { Iam } from './aws/iam/create-iam.ts';
import type { LambdaHost } from './aws/lambda/lambda-host.ts';
import type { S3 } from './aws/s3/s3.ts';
import type { Scheduler } from './aws/scheduler.ts';
import type { Sns } from './aws/sns.ts';
import { createSts } from './aws/sts.ts';
import { tokenAuthenticator } from './aws/token-authenticator.ts';
import type { Clock } from './clock/clock.ts';
import { type Deployment, loadDeployment } from './deployment/load-deployment.ts';
import { synthesize } from './deployment/synthesize.ts';
import type { Engine } from './engine/engine.ts';
import { credentials, place } from './place.ts';
import { type AwsOptions, startAws } from './start-aws.ts';
import { type FleetMember, type FleetOptions, startFleet } from './start-fleet.ts';
import { type Kubernetes, type KubernetesOptions, startKubernetes, type TwinKubernetes } from './start-kubernetes.ts';
import type { RealKubernetes } from './start-real-kubernetes.ts';
import type { World } from './world.ts';

export { credentials, place } from './place.ts';

export interface SandboxOptions extends AwsOptions {
  readonly world: World;
  /** More clusters beside the world's, in this and in other accounts and regions. */
  readonly fleet?: FleetOptions;
  /** What is deployed: YAML, as a file would have it. config/eks-scheduler.yaml when absent. */
  readonly configuration?: string;
  /** The twin's wire, for tests and for faults. */
  readonly kubernetesWire?: NonNullable<KubernetesOptions['kubernetesWire']>;
  /** Ends the start: what is up already is closed again, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

interface KubernetesChoice {
  readonly kubernetes?: 'twin' | 'real';
  /** Gets lines for a person: building a real control plane takes minutes the first time. */
  readonly progress?: (line: string) => void;
}

export interface Sandbox<K extends Kubernetes = TwinKubernetes> {
  readonly cluster: string;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly deployment: Deployment;
  readonly eks: Eks;
  readonly s3: S3;
  readonly sns: Sns;
  readonly lambda: LambdaHost;
  readonly iam: Iam;
  readonly rules: EventRules;
  readonly scheduler: Scheduler;
  readonly kubernetes: K;
  /** The clusters besides. */
  readonly fleet: readonly FleetMember[];
  /** What `AWS_ENDPOINT_URL` should be. */
  readonly awsUrl: string;
  machineArn(machine: 'stop' | 'start' | 'fleet'): string;
  close(): Promise<void>;
}

/**
 * Brings up a cluster, an AWS around it and what the synthesized template deploys, all in this process and on free ports of this
 * machine. The world begins with a healthy evening: pods are Ready, budgets computed.
 */
export function startSandbox(options: SandboxOptions): Promise<Sandbox>;
/**
 * The same on a real control plane, which is built first if it is not yet. Its clock must run at the wall's speed: what may be
 * shorter are `waits`.
 *
 * @param progress Gets lines for a person: building takes minutes the first time.
 * @throws {ControlPlaneError} in one line: what to install, or what did not come up.
 */
export function startSandbox(
  options: SandboxOptions & KubernetesChoice & { readonly kubernetes: 'real' },
): Promise<Sandbox<RealKubernetes>>;
export function startSandbox(options: SandboxOptions & KubernetesChoice): Promise<Sandbox<Kubernetes>>;
export function startSandbox(options: SandboxOptions & KubernetesChoice): Promise<Sandbox<Kubernetes>> {
  const start = async (around: KubernetesOptions): Promise<Kubernetes> => {
    if (options.kubernetes !== 'real') return startKubernetes(around);
    // Loaded when it is asked for: a night on the twin needs nothing of it.
    const { startRealKubernetes } = await import('./start-real-kubernetes.ts');
    const { progress, signal } = options;
    return startRealKubernetes({ ...around, ...(progress ? { progress } : {}), ...(signal ? { signal } : {}) });
  };
  // Nothing is due before everything is up: a simulated clock would run ahead meanwhile.
  return options.clock.during(bringUp(options, start));
}

type StartKubernetes<K extends Kubernetes> = (around: KubernetesOptions) => Promise<K>;

async function bringUp<K extends Kubernetes>(options: SandboxOptions, start: StartKubernetes<K>): Promise<Sandbox<K>> {
  const { clock } = options;
  // The last to come up is the first to go; the clock stops before all, so that nothing new begins.
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    clock.stop();
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    return await bringUpParts(options, start, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUpParts<K extends Kubernetes>(
  options: SandboxOptions,
  start: StartKubernetes<K>,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Sandbox<K>> {
  const { world, clock, seed = 1, signal } = options;
  const { account, region } = place;
  const synthesized = deploymentIn(await synthesize(options.configuration));
  const deployment = options.alterDeployment?.(synthesized) ?? synthesized;
  signal?.throwIfAborted();
  const sts = createSts({ clock, account, credentials });
  const tokens = tokenAuthenticator({ clock, sts, region, clusterName: world.cluster.name });
  const kubernetes = await start({
    world,
    clock,
    seed,
    region,
    account,
    tokens,
    ...(options.kubernetesWire ? { kubernetesWire: options.kubernetesWire } : {}),
  });
  closers.push(() => kubernetes.close());
  signal?.throwIfAborted();
  const { eks } = kubernetes;
  const onUp = (closeIt: () => Promise<void>) => void closers.push(closeIt);
  const own = { name: world.cluster.name, kubernetes };
  const fleet = options.fleet ? await startFleet(options.fleet, { clock, seed, home: place, sts, own, onUp }) : null;
  const aws = await startAws(options, { deployment, sts, eks: fleet ?? eks, onUp });
  return {
    cluster: world.cluster.name,
    clock,
    engine: aws.engine,
    deployment,
    eks,
    s3: aws.s3,
    sns: aws.sns,
    lambda: aws.lambda,
    iam: aws.iam,
    rules: aws.rules,
    scheduler: aws.scheduler,
    kubernetes,
    fleet: fleet?.members ?? [],
    awsUrl: aws.url,
    machineArn: (machine) =>
      `arn:aws:states:${region}:${account}:stateMachine:${machine === 'fleet' ? fleetMachineName : machineNames[machine]}`,
    close,
  };
}

/** By the folder of the assembly, which is named after what is in it. */
const loaded = new Map<string, Deployment>();

/** Many sandboxes are made of one assembly. */
function deploymentIn(assemblyDirectory: string): Deployment {
  const deployment = loaded.get(assemblyDirectory) ?? loadDeployment(assemblyDirectory, place);
  loaded.set(assemblyDirectory, deployment);
  return deployment;
}
