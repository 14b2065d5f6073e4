import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import { functionNames } from '../../src/access/permissions.ts';
import { parseFleetInput } from '../../src/config/fleet-input.ts';
import { parseRunInput } from '../../src/config/load-configuration.ts';
import { statesOf, synthesizedMachines } from '../state-machines/definitions.ts';
import { ofType, synthesizedTemplate, type Template, theOne } from './template.ts';

let template: Template;

beforeAll(async () => {
  template = await synthesizedTemplate();
});

describe('every function', () => {
  test('is of a folder in lambdas/ and is named after it', () => {
    const names = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(names.sort()).toEqual(functionNames.map((folder) => `eks-scheduler-${folder}`).sort());
  });

  test('runs on Node 24 on arm64, is traced, and writes JSON into an encrypted log group of its own', () => {
    for (const { Properties } of ofType(template, 'AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
      const { LogGroup } = Properties.LoggingConfig as { readonly LogGroup: { readonly Ref: string } };
      expect(template[LogGroup.Ref]?.Properties).toMatchObject({
        LogGroupName: `/aws/lambda/${Properties.FunctionName}`,
        KmsKeyId: expect.anything(),
        RetentionInDays: 90,
      });
    }
  });

  test('has no address on the internet', () => {
    expect(ofType(template, 'AWS::Lambda::Url')).toEqual([]);
  });

  test('takes from what the account has for all: a small account can deploy it', () => {
    for (const { Properties } of ofType(template, 'AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });
});

describe('every machine', () => {
  test('logs every event and no data, is traced, and keeps its log as long as the configuration says', () => {
    const machines = ofType(template, 'AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(3);
    for (const { Properties } of machines) {
      expect(Properties).toMatchObject({
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
    }
    const logs = ofType(template, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
    for (const { Properties } of machines)
      expect(logs).toContain(`/aws/vendedlogs/states/${Properties.StateMachineName}`);
  });

  test('ends at some time', async () => {
    for (const { TimeoutSeconds } of await synthesizedMachines()) expect(TimeoutSeconds).toBeGreaterThan(0);
  });

  test('says of each state what it is for', async () => {
    for (const machine of await synthesizedMachines()) {
      const silent = statesOf(machine).filter(([, { Comment }]) => !Comment);
      expect([machine.name, silent.map(([title]) => title)]).toEqual([machine.name, []]);
    }
  });

  test('of one cluster names inputs that it takes', async () => {
    const machines = (await synthesizedMachines()).filter(({ name }) => /scale-(down|up)$/.test(name));
    expect(machines).toHaveLength(2);
    for (const { Comment = '' } of machines as readonly { readonly Comment?: string }[]) {
      const inputs = Comment.match(/\{[^}]*\}/g) ?? [];
      expect(inputs.length).toBeGreaterThan(1);
      for (const input of inputs) expect(parseRunInput(JSON.parse(input))).toHaveProperty('cluster');
    }
  });

  test('of a fleet names inputs that it takes', async () => {
    const fleet = (await synthesizedMachines()).find(({ name }) => name.endsWith('-fleet'));
    const { Comment = '' } = (fleet ?? {}) as { readonly Comment?: string };
    // With groups of keys in them, such as tags.
    const inputs = Comment.match(/\{(?:[^{}]|\{[^{}]*\})*\}/g) ?? [];
    expect(inputs.length).toBeGreaterThan(2);
    for (const input of inputs) expect(parseFleetInput(JSON.parse(input))).toEqual(JSON.parse(input));
  });
});

test('whatever can carry a tag carries the one of the scheduler', () => {
  const tag = { Key: 'application', Value: 'eks-scheduler' };
  const taggable = ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue'];
  const others = ['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::StepFunctions::StateMachine', 'AWS::CloudWatch::Alarm'];
  const clocks = ['AWS::Events::Rule', 'AWS::Scheduler::ScheduleGroup', 'AWS::CloudWatch::Dashboard'];
  for (const type of [...taggable, ...others, ...clocks]) {
    const resources = ofType(template, type);
    expect([type, resources.length > 0]).toEqual([type, true]);
    for (const { id, Properties } of resources) {
      expect([id, Properties.Tags]).toEqual([id, expect.arrayContaining([tag])]);
    }
  }
  // A global table has its tags at each of its replicas.
  expect(theOne(template, 'AWS::DynamoDB::GlobalTable').Properties.Replicas).toMatchObject([{ Tags: [tag] }]);
});

test('the stack cannot be deleted until somebody says so: clusters may sleep', async () => {
  const manifest = JSON.parse(readFileSync(join(await synthesize(), 'manifest.json'), 'utf8'));
  expect(manifest.artifacts.EksScheduler.properties).toMatchObject({
    templateFile: 'EksScheduler.template.json',
    terminationProtection: true,
  });
});
