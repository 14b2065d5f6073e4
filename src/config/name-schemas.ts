import { z } from 'zod';

/** Names as AWS and Kubernetes allow them, so that a wrong one is told before anything is asked of either. */
export const clusterName = z
  .string()
  .regex(/^[0-9A-Za-z][\w-]{0,99}$/, 'Write the name as EKS shows it: letters, digits, - and _, at most 100.');

export const nodeGroupName = z
  .string()
  .regex(/^[0-9A-Za-z][\w-]{0,62}$/, 'Write the name as EKS shows it: letters, digits, - and _, at most 63.');

export const regionName = z
  .string()
  .regex(/^(?=.{1,32}$)[a-z]{2}(-[a-z]+)+-\d{1,2}$/, 'Write a region, for example eu-west-1.');

/** A name of a cluster, a node group or a workload, or a pattern for several. */
export const glob = z
  .string()
  .regex(/^[\w.*?-]{1,253}$/, 'Write a name, in which * and ? stand for what varies; at most 253 characters.');

export const webhookName = z
  .string()
  .regex(/^[\w.:-]{1,253}(\/[\w.:-]{1,253})?$/, 'Write configuration or configuration/webhook.');

export const namespacedName = z.string().regex(/^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}$/, 'Write namespace/name.');

export const namespaceOrAny = z
  .string()
  .regex(/^(\*|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$/, 'Write the name of a namespace, or * for any.');

export const labelKey = z
  .string()
  .regex(
    /^([a-z0-9][a-z0-9.-]{0,252}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    'Write the key of a label, such as app.kubernetes.io/name.',
  );

export const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
    'Write the value of a label: letters, digits, -, _ and ., at most 63.',
  );

/** What a person calls something. */
export const title = z
  .string()
  .regex(
    /^[^\p{C}\p{Z}]([^\p{C}\p{Zl}\p{Zp}]{0,98}[^\p{C}\p{Z}])?$/u,
    'Write a name that can be seen, of at most 100 characters.',
  );

/** As AWS allows them on a cluster; `aws:` is AWS's own. */
export const tagKey = z
  .string()
  .regex(
    /^(?!aws:)[\p{L}\p{Zs}\p{N}_.:/=+@-]{1,128}$/u,
    'Write the key of a tag: letters, digits and _ . : / = + - @.',
  );

export const tagValue = z
  .string()
  .regex(/^[\p{L}\p{Zs}\p{N}_.:/=+@-]{0,256}$/u, 'Write the value of a tag: letters, digits and _ . : / = + - @.');
