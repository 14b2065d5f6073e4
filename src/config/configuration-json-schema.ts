import { z } from 'zod';
import { defaults } from './defaults.ts';
import { isGroup } from './lay-over.ts';
import { configurationSchema } from './schema.ts';

/** As far as we look into one. */
type JsonSchema = Record<string, unknown>;

/** A group that is given whole, or not at all. */
const whole = new Set(['deployment.network']);

/**
 * The JSON Schema of the configuration file, for editors: every key with what it does, its bounds and its default. No key is required.
 */
export function configurationJsonSchema(): JsonSchema {
  const schema: JsonSchema = z.toJSONSchema(configurationSchema, { io: 'input', override: withoutIdleBounds });
  soften(schema, [], defaults);
  return { title: 'Configuration of EKS Scheduler', ...schema };
}

function soften(schema: JsonSchema, path: readonly string[], standard: unknown): void {
  const { properties } = schema;
  if (!isGroup(properties) || whole.has(path.join('.'))) return;
  delete schema.required;
  for (const [key, below] of Object.entries(properties)) {
    if (!isGroup(below)) continue;
    const value = isGroup(standard) ? standard[key] : undefined;
    if (isGroup(below.properties)) soften(below, [...path, key], value);
    else if (path[0] !== 'tiers' && value !== undefined) below.default = value;
  }
}

/** A whole number has the bounds of a computer's; beside the values that it may have they say nothing. */
function withoutIdleBounds({ jsonSchema }: { readonly jsonSchema: JsonSchema }): void {
  if (jsonSchema.enum === undefined) return;
  delete jsonSchema.minimum;
  delete jsonSchema.maximum;
}
