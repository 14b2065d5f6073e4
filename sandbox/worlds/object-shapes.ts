import { z } from 'zod';
import { annotationsSchema } from './behaviour-annotations.ts';

const texts = z.record(z.string(), z.string());
const selector = z.looseObject({
  matchLabels: texts.nullish(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});
/** More would not come to an end within the memory and the patience of one process. */
const count = z.number().int().min(0).max(10_000);
const percent = /^\d{1,3}%$/;
const countOrPercent = z.custom<number | string>(
  (value) => count.safeParse(value).success || (typeof value === 'string' && percent.test(value)),
  'Write a whole number from 0 to 10000, or a percentage such as "50%".',
);

/** What no kind of Kubernetes allows in a name, because the name is a part of a path. */
const objectName = z
  .string()
  .regex(/^(?!\.{1,2}$)[^/%\p{C}\p{Z}]{1,253}$/u, 'Write a name without /, % and spaces, of at most 253 characters.');
const namespaceName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'Write the name of a namespace: small letters, digits and -, at most 63.',
  );
/** A name as the kinds have it that a night works on (RFC 1123). */
const plainName = z.looseObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'Write the name in small letters, digits, - and ., at most 253.'),
});

const metadata = z.looseObject({
  name: objectName,
  namespace: namespaceName.optional(),
  labels: texts.nullish(),
  annotations: annotationsSchema.nullish(),
  ownerReferences: z
    .array(z.looseObject({ apiVersion: z.string(), kind: z.string(), name: z.string(), uid: z.string() }))
    .optional(),
});

const podSpec = z.looseObject({
  containers: z.array(z.looseObject({ name: z.string() })).min(1, 'Write one container at least.'),
  terminationGracePeriodSeconds: z.number().int().min(0).max(2_147_483_647).nullish(),
  nodeName: z.string().nullish(),
  priorityClassName: z.string().nullish(),
  tolerations: z.array(z.looseObject({})).nullish(),
  volumes: z.array(z.looseObject({ name: z.string() })).nullish(),
});

const template = z.looseObject({
  metadata: z.looseObject({ labels: texts.nullish(), annotations: annotationsSchema.nullish() }).nullish(),
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
        namespaceSelector: selector.nullish(),
        objectSelector: selector.nullish(),
        matchConditions: z.array(z.looseObject({ name: z.string(), expression: z.string() })).nullish(),
      }),
    )
    .nullish(),
});

/** What the twin's controllers count on, by `apiGroup/Kind`; a real API server would have refused an object without it. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  '/Pod': z.looseObject({ spec: podSpec }),
  '/Node': z.looseObject({
    spec: z
      .looseObject({
        providerID: z.string().nullish(),
        taints: z.array(z.looseObject({ key: z.string(), effect: z.string() })).nullish(),
      })
      .nullish(),
  }),
  '/Service': z.looseObject({
    spec: z.looseObject({
      selector: texts.nullish(),
      ports: z.array(z.looseObject({ port: z.number().int().min(1).max(65_535) })).nullish(),
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

/** What `kubectl get` prints of several objects; it prints null for none of some kinds. */
export const listSchema = z.looseObject({ items: z.array(z.unknown()).nullable() });

/** What an object of this kind has besides; undefined for kinds that only lie in the store. */
export function shapeOf({ apiVersion, kind }: z.infer<typeof objectSchema>): z.ZodType | undefined {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const key = `${group}/${kind}`;
  return Object.hasOwn(shapes, key) ? shapes[key]?.and(z.looseObject({ metadata: plainName })) : undefined;
}
