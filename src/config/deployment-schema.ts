import { z } from 'zod';
import { clusterName } from './name-schemas.ts';

/** What CloudWatch Logs knows: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const idOf = (prefix: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `Write the id as the console shows it, for example ${example}.`);
const hours = () => z.number().int().min(1).max(168);

const networkSchema = z
  .strictObject({
    vpcId: idOf('vpc', 'vpc-0a1b2c3d').describe('The VPC.'),
    subnetIds: z.array(idOf('subnet', 'subnet-0a1b2c3d')).min(1).max(16).describe('Its subnets.'),
    securityGroupIds: z.array(idOf('sg', 'sg-0a1b2c3d')).max(5).describe('What the functions belong to.'),
    availabilityZones: z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}[a-z0-9-]{1,12}$/, 'Write a zone, for example eu-west-1a.'))
      .min(1)
      .max(16)
      .describe('The zone of each subnet, in their order.'),
  })
  .refine(({ subnetIds, availabilityZones }) => subnetIds.length % availabilityZones.length === 0, {
    message: 'Name the zone of each subnet, in the order of subnetIds.',
    path: ['availabilityZones'],
  });

const alarmsSchema = z
  .strictObject({
    webhookRelaxedHours: hours().describe('A webhook that has been relaxed for longer raises an alarm.'),
    lockHeldHours: hours().describe('A run that has held its cluster for longer raises an alarm.'),
    startLateMinutes: z
      .number()
      .int()
      .min(5)
      .max(1440)
      .describe('A start that is not done so long after it began raises an alarm.'),
  })
  .describe('When an alarm is raised.');

export const deploymentSchema = z
  .strictObject({
    logRetentionDays: z
      .number()
      .int()
      .refine((days) => retentions.includes(days), `Write one of ${retentions.join(', ')}.`)
      .meta({ description: 'How long CloudWatch keeps the logs, in days.', enum: retentions }),
    network: networkSchema
      .nullable()
      .describe('Where the functions that talk to Kubernetes run; null: outside any VPC.'),
    permissionsBoundary: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
        'Write the ARN of a policy: arn:aws:iam::111122223333:policy/name.',
      )
      .nullable()
      .describe('The policy that bounds every role of the stack.'),
    rolePath: z
      .string()
      .regex(
        /^(?=.{1,512}$)\/([\w+=,.@-]+\/)*$/,
        'Write a path that begins and ends with /, for example /eks-scheduler/.',
      )
      .describe('The path of every role of the stack.'),
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'Write 2 to 1224 letters, digits and + = , . @ : / - _ without spaces.')
      .nullable()
      .describe('What a function sends along when it assumes the access role.'),
    accessEntries: z
      .array(clusterName)
      .max(100)
      .describe('Clusters of the scheduler’s own account and region that get their access entry from the stack.'),
    drainConcurrency: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .nullable()
      .describe('Invocations of Drain nodes at once, reserved from what the account has; null: none are reserved.'),
    runbookUrl: z
      .string()
      .regex(
        /^https:\/\/[^\s#]{1,500}$/,
        'Write an address without #, for example https://wiki.example.com/eks-scheduler/runbook.',
      )
      .nullable()
      .describe('Where docs/runbook.md can be read: alarms link to its articles there.'),
    alarms: alarmsSchema,
  })
  .describe('How the stack is deployed.');

/** What one source may say of it: any part. */
export const deploymentLayerSchema = deploymentSchema.extend({ alarms: alarmsSchema.partial() }).partial();

/** How the stack is deployed. */
export type DeploymentSettings = z.infer<typeof deploymentSchema>;
