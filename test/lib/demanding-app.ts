import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { createApp } from '../../lib/create-app.ts';
import { functionNames } from '../../src/access/permissions.ts';
import { loadFile } from '../../src/config/load-configuration.ts';

export const boundary = 'arn:aws:iam::111122223333:policy/teams/boundary';
export const network = { subnet: 'subnet-0a1b2c3d', securityGroup: 'sg-0a1b2c3d' };

export const topicArn = 'arn:aws:sns:eu-west-1:111122223333:night-shift';

/** What a company may demand: a path and a boundary for every role, an external id, functions in its network, its own topic. */
const settings = `
deployment:
  rolePath: /platform/
  permissionsBoundary: ${boundary}
  externalId: night-4711
  accessEntries: [dev, shop]
  network: { vpcId: vpc-0a1b2c3d, subnetIds: [${network.subnet}], securityGroupIds: [${network.securityGroup}], availabilityZones: [eu-west-1a] }
  drainConcurrency: 25
  runbookUrl: https://wiki.example.com/runbook
sns: { topicArn: ${topicArn} }
logging: { level: WARN }
`;

/** The app under all these demands. The code of its functions is of no matter: their folders are empty. */
export function demandingApp(): { readonly app: App; readonly forget: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'demanding-'));
  for (const name of functionNames) mkdirSync(join(folder, 'bundles', 'asking-aws', name), { recursive: true });
  const app = createApp({
    bundleDirectory: join(folder, 'bundles'),
    outputDirectory: join(folder, 'assembly'),
    configuration: loadFile(settings, {}),
  });
  return { app, forget: () => rmSync(folder, { recursive: true, force: true }) };
}
