import { z } from 'zod';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { callKinds, type FaultPlan, faultServices, isCallKind, requestKinds } from './fault.ts';

const fault = z
  .strictObject({
    service: z.enum(faultServices),
    operation: z.string().min(1),
    action: z.enum(['stop', 'start']).optional(),
    phase: z.string().optional(),
    item: z.string().optional(),
    target: z.string().optional(),
    occurrence: z.int().min(1),
    kind: z.enum([...requestKinds, ...callKinds]),
    times: z.int().min(1).optional(),
    afterRequests: z.union([z.int().min(0), z.literal('all')]).optional(),
  })
  .refine(({ kind, service }) => !isCallKind(kind) || service === 'lambda', {
    error: `${callKinds.join(', ')} happen to a function: service must be lambda and operation Invoke`,
  });

const plan = z.strictObject({ seed: z.int().default(1), faults: z.array(fault) });

/**
 * Reads a plan of faults from JSON text: `{ "seed": 1, "faults": [ … ] }`.
 *
 * @throws {ConfigurationError} with each field that is wrong.
 */
export function readFaultPlan(text: string): FaultPlan {
  const read = plan.safeParse(parse(text));
  if (read.success) return withoutAbsent(read.data);
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the plan'}: ${message}`);
  throw new ConfigurationError(
    `This is no plan of faults: ${problems.join('; ')}.`,
    'Mend it, or print one with npm run sweep.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(
      `This plan of faults is not JSON: ${error instanceof Error ? error.message : error}.`,
      'Mend it, or print one with npm run sweep.',
    );
  }
}

/** JSON has no undefined; the exact types of a plan have none either. */
function withoutAbsent(read: z.infer<typeof plan>): FaultPlan {
  return JSON.parse(JSON.stringify(read)) as FaultPlan;
}
