import { z } from 'zod';
import { clusterName, labelKey, labelValue, nodeGroupName } from '../../src/config/name-schemas.ts';

const seconds = z.number().int().min(0).max(3600);

/** More would not come to an end within the memory and the patience of one process. */
const nodes = z.number().int().min(0).max(2000);

const nodeGroupSchema = z
  .strictObject({
    name: nodeGroupName,
    minSize: nodes,
    maxSize: z.number().int().min(1).max(1_000_000),
    desiredSize: nodes,
    instanceTypes: z
      .array(z.string().regex(/^[a-z0-9.-]{1,40}$/, 'Write an instance type, such as m6i.large.'))
      .min(1)
      .default(['m6i.large']),
    labels: z.record(labelKey, labelValue).default({}),
    taints: z
      .array(
        z.strictObject({
          key: labelKey,
          value: labelValue.optional(),
          effect: z.enum(['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE']),
        }),
      )
      .default([]),
    tags: z.record(z.string(), z.string()).default({}),
    launchSeconds: seconds.default(35),
    bootSeconds: seconds.default(30),
    terminateSeconds: seconds.default(40),
  })
  .check(({ value: { minSize, maxSize, desiredSize }, issues }) => {
    if (minSize <= desiredSize && desiredSize <= maxSize) return;
    const message = `Keep minSize (${minSize}) <= desiredSize (${desiredSize}) <= maxSize (${maxSize}).`;
    issues.push({ code: 'custom', message, path: ['desiredSize'], input: desiredSize });
  });

/** Each has the name of its own, as in EKS. */
const nodeGroupsSchema = z.array(nodeGroupSchema).check(({ value, issues }) => {
  const names = value.map(({ name }) => name);
  const second = names.findIndex((name, index) => names.indexOf(name) < index);
  if (second < 0) return;
  issues.push({
    code: 'custom',
    message: 'Give each node group a name of its own.',
    path: [second, 'name'],
    input: names[second],
  });
});

/** The one document of a world file that is not a Kubernetes object. */
export const worldDocumentSchema = z.strictObject({
  apiVersion: z.literal('sandbox.eks-scheduler.io/v1'),
  kind: z.literal('World'),
  metadata: z.object({ name: z.string().min(1) }).optional(),
  cluster: z
    .strictObject({
      name: clusterName,
      version: z
        .string()
        .regex(/^1\.\d{1,3}$/, 'Write a version of Kubernetes in quotes, such as "1.33".')
        .default('1.33'),
      tags: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  nodeGroups: nodeGroupsSchema.max(1000).optional(),
});

export type WorldDocument = z.infer<typeof worldDocumentSchema>;
