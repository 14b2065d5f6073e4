import { afterEach, beforeEach, expect } from '@jest/globals';
import type { Finding } from '../../cli/doctor/finding.ts';
import { main } from '../../cli/main.ts';
import type { AwsRequest } from '../../sandbox/aws/server.ts';
import type { Deployment } from '../../sandbox/deployment/load-deployment.ts';
import { place } from '../../sandbox/place.ts';
import type { ServiceError } from '../../sandbox/service-error.ts';
import type { TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import { parseCron } from '../../src/domain/cron.ts';
import { aNightOnTheTwin, type Night, type NightOptions } from '../journeys/a-night.ts';
import { callersEnvironment } from './callers-environment.ts';
import { catchOutput, type Printed } from './catch-output.ts';

export const accessRoleArn = `arn:aws:iam::${place.account}:role/eks-scheduler-access`;

/** What a person sees of the sandbox's account who asks doctor. */
export interface Doctor {
  readonly printed: Printed;
  /** A night whose account the commands are set to. */
  account(options?: NightOptions): Promise<Night<TwinKubernetes>>;
  /** The exit code and what is found. */
  examine(...words: readonly string[]): Promise<{ readonly code: number; readonly findings: readonly Finding[] }>;
  /** From now on AWS answers so to what this says; null answers as usual. */
  disturb(refusal: (request: AwsRequest) => ServiceError | null): void;
}

/** Sets the environment of each test of the file to the sandbox's administrator. */
export function aDoctor(): Doctor {
  const printed = catchOutput();
  const environment = { ...process.env };
  let refusalOf: (request: AwsRequest) => ServiceError | null = () => null;
  beforeEach(() => {
    refusalOf = () => null;
    Object.assign(process.env, callersEnvironment());
  });
  afterEach(() => {
    process.env = { ...environment };
  });
  return {
    printed,
    account: async (options = {}) => {
      const night = await aNightOnTheTwin({
        ...options,
        wire: {
          intercept: async (request, proceed) => {
            const refusal = refusalOf(request);
            if (refusal) throw refusal;
            return proceed();
          },
        },
      });
      process.env.AWS_ENDPOINT_URL = night.sandbox.awsUrl;
      return night;
    },
    examine: async (...words) => {
      printed.out = '';
      const code = await main(['doctor', '--json', ...words]);
      expect(printed.err).toBe('');
      return { code, findings: (JSON.parse(printed.out) as { findings: Finding[] }).findings };
    },
    disturb: (refusal) => {
      refusalOf = refusal;
    },
  };
}

/** A finding of this check and level, whose words and whose cure have this in them; `null`: there is nothing to do. */
export function found(check: string, level: Finding['level'], says: string, cure: string | null = null) {
  const text = cure === null ? null : expect.stringContaining(cure);
  return expect.objectContaining({ check, level, says: expect.stringContaining(says), cure: text });
}

/** The deployment with these schedules, at eight in the evening, each for the cluster dev. */
export function withSchedules(...schedules: readonly (readonly [name: string, isEnabled: boolean])[]) {
  return (deployment: Deployment): Deployment => ({
    ...deployment,
    schedules: schedules.map(([name, isEnabled]) => ({
      name,
      isEnabled,
      group: 'eks-scheduler',
      arn: `arn:aws:scheduler:${place.region}:${place.account}:schedule/eks-scheduler/${name}`,
      description: '',
      expression: 'cron(0 20 * * ? *)',
      cron: parseCron('0 20 * * ? *'),
      timezone: 'UTC',
      windowMinutes: 0,
      target: {
        arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        roleArn: '',
        // Of a machine that nobody has deployed: what fires becomes a dead letter.
        input: JSON.stringify({
          StateMachineArn: `arn:aws:states:${place.region}:${place.account}:stateMachine:nowhere`,
          Name: name,
          Input: JSON.stringify({ action: name.split('-').at(-1), clusters: ['dev'] }),
        }),
        maximumAgeSeconds: 60,
        maximumRetries: 0,
        deadLetterArn: deployment.queues[0] ?? null,
      },
    })),
  });
}
