import { z } from 'zod';

const texts = z.record(z.string(), z.string());
const selector = z.looseObject({ matchLabels: texts.nullish() });
/** More would not come to an end within the memory and the patience of one process. */
const count = z.number().int().min(0).max(10_000);
const countOrPercent = z.union([count, z.string().regex(/^\d{1,3}%$/, 'is neither a number nor a percentage')]);

const metadata = z.looseObject({
  name: z.string().min(1),
  namespace: z.string().optional(),
  labels: texts.nullish(),
  annotations: texts.nullish(),
  ownerReferences: z
    .array(z.looseObject({ apiVersion: z.string(), kind: z.string(), name: z.string(), uid: z.string() }))
    .optional(),
});

const podSpec = z.looseObject({
  containers: z.array(z.looseObject({ name: z.string() })).min(1, 'a pod has one container at least'),
  terminationGracePeriodSeconds: z.number().int().min(0).nullish(),
  tolerations: z.array(z.looseObject({})).nullish(),
  volumes: z.array(z.looseObject({ name: z.string() })).nullish(),
});

const template = z.looseObject({
  metadata: z.looseObject({ labels: texts.nullish(), annotations: texts.nullish() }).nullish(),
  spec: podSpec,
});

const withReplicas = z.looseObject({ spec: z.looseObject({ replicas: count.nullish(), selector, template }) });

const webhooks = z.looseObject({
  webhooks: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        failurePolicy: z.enum(['Fail', 'Ignore']).optional(),
        clientConfig: z.looseObject({
          url: z.string().optional(),
          service: z.looseObject({ name: z.string(), namespace: z.string() }).nullish(),
        }),
        rules: z
          .array(
            z.looseObject({
              apiGroups: z.array(z.string()),
              apiVersions: z.array(z.string()),
              operations: z.array(z.string()),
              resources: z.array(z.string()),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

/** What the twin's controllers count on, by `apiGroup/Kind`; a real API server would have refused an object without it. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  '/Pod': z.looseObject({ spec: podSpec }),
  '/Node': z.looseObject({
    spec: z
      .looseObject({ taints: z.array(z.looseObject({ key: z.string(), effect: z.string() })).nullish() })
      .nullish(),
  }),
  '/Service': z.looseObject({
    spec: z.looseObject({
      selector: texts.nullish(),
      ports: z.array(z.looseObject({ port: z.number().int() })).nullish(),
    }),
  }),
  'apps/Deployment': withReplicas,
  'apps/ReplicaSet': withReplicas,
  'apps/StatefulSet': withReplicas,
  'apps/DaemonSet': z.looseObject({ spec: z.looseObject({ selector, template }) }),
  'batch/Job': z.looseObject({ spec: z.looseObject({ template }) }),
  'policy/PodDisruptionBudget': z.looseObject({
    spec: z.looseObject({
      selector: selector.nullish(),
      minAvailable: countOrPercent.nullish(),
      maxUnavailable: countOrPercent.nullish(),
    }),
  }),
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhooks,
};

/** What every object has. */
export const objectSchema = z.looseObject({ apiVersion: z.string().min(1), kind: z.string().min(1), metadata });

/** What an object of this kind has besides; undefined for kinds that only lie in the store. */
export function shapeOf({ apiVersion, kind }: z.infer<typeof objectSchema>): z.ZodType | undefined {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return shapes[`${group}/${kind}`];
}
