import { z } from 'zod';
import type { History } from './history.ts';

const size = z.strictObject({ minSize: z.int(), maxSize: z.int(), desiredSize: z.int() });
const failurePolicy = z.enum(['Fail', 'Ignore']);
const group = z.enum(['apps', 'batch']);
const crash = z.strictObject({ request: z.int(), when: z.enum(['before', 'after']), lasts: z.boolean() });
const meanwhile = z.strictObject({
  invocations: z.int(),
  what: z.enum(['it is aborted', 'a start takes over', 'another stop begins']),
});

const historySchema: z.ZodType<History> = z.strictObject({
  evening: z.strictObject({ apps: size, batch: size, replicas: z.int(), failurePolicy }),
  steps: z.array(
    z.discriminatedUnion('do', [
      z.strictObject({ do: z.enum(['stop', 'start']), crash: crash.nullable(), meanwhile: meanwhile.nullable() }),
      z.strictObject({ do: z.enum(['dry stop', 'dry start']) }),
      z.strictObject({ do: z.literal('redrive'), back: z.int().min(0) }),
      z.strictObject({ do: z.literal('resize'), group, size }),
      z.strictObject({ do: z.literal('edit webhook'), failurePolicy }),
      z.strictObject({ do: z.literal('scale autoscaler'), replicas: z.int().min(0) }),
      z.strictObject({ do: z.enum(['cordon', 'uncordon']) }),
      z.strictObject({ do: z.literal('lose table') }),
      z.strictObject({
        do: z.enum(['lose record', 'lose mark']),
        of: z.enum(['apps', 'batch', 'autoscaler', 'webhook']),
      }),
      z.strictObject({ do: z.literal('wait'), minutes: z.number().positive() }),
    ]),
  ),
});

/**
 * Reads a history as a search prints it.
 *
 * @throws {Error} that says where the text is not one.
 */
export function readHistory(text: string): History {
  const result = historySchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const found = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Error(found.slice(0, 3).join('; '));
}
