import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { resolveIntrinsics } from './resolve-intrinsics.ts';
import { type Place, resourceName, valuesOf } from './resource-names.ts';

/** A resource as it would be deployed: every reference in its properties resolved. */
export interface ResolvedResource {
  readonly name: string;
  /** Empty for a type that the sandbox knows no ARN of. */
  readonly arn: string;
  readonly properties: unknown;
}

/** The resources of a template by their type: `AWS::IAM::Role`. */
export type ResourcesOfType = (type: string) => readonly ResolvedResource[];

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** Reads a template as CloudFormation would deploy it in one account and region, with these values of its parameters. */
export function readTemplate(
  file: string,
  place: Place,
  parameters: Readonly<Record<string, string>> = {},
): ResourcesOfType {
  const resources = Object.entries(templateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).Resources);
  const { ref, ...others } = valuesOf(resources, place);
  const values = { ...others, ref: { ...ref, ...parameters } };
  return (type) =>
    resources
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({
        name: resourceName(id, resource),
        arn: values.attribute[`${id}.Arn`] ?? '',
        properties: resolveIntrinsics(resource.Properties, values),
      }));
}
