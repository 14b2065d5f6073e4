import { z } from 'zod';

const seconds = z.number().int().min(0).max(3600);

/** More would not come to an end within the memory and the patience of one process. */
const nodes = z.number().int().min(0).max(2000);

const nodeGroupSchema = z
  .strictObject({
    name: z.string().min(1).max(63),
    minSize: nodes,
    maxSize: z.number().int().min(1),
    desiredSize: nodes,
    instanceTypes: z.array(z.string()).min(1).default(['m6i.large']),
    labels: z.record(z.string(), z.string()).default({}),
    taints: z
      .array(
        z.strictObject({
          key: z.string(),
          value: z.string().optional(),
          effect: z.enum(['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE']),
        }),
      )
      .default([]),
    launchSeconds: seconds.default(35),
    bootSeconds: seconds.default(30),
    terminateSeconds: seconds.default(40),
  })
  .refine((group) => group.minSize <= group.desiredSize && group.desiredSize <= group.maxSize, {
    message: 'minSize <= desiredSize <= maxSize does not hold',
    path: ['desiredSize'],
  });

/** The one document of a world file that is not a Kubernetes object. */
export const worldDocumentSchema = z.strictObject({
  apiVersion: z.literal('sandbox.eks-scheduler.io/v1'),
  kind: z.literal('World'),
  metadata: z.object({ name: z.string().min(1) }).optional(),
  cluster: z
    .strictObject({
      name: z
        .string()
        .regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'an EKS cluster name has letters, digits, - and _ only'),
      version: z.string().default('1.33'),
      tags: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  nodeGroups: z.array(nodeGroupSchema).optional(),
});

export type WorldDocument = z.infer<typeof worldDocumentSchema>;
