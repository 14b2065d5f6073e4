import { z } from 'zod';
import { type Condition, type RequestContext, readConditions } from './condition.ts';
import { type Pattern, pattern } from './pattern.ts';

const textsSchema = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: textsSchema,
  // Absent in a trust policy: the role is the resource.
  Resource: textsSchema.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), textsSchema)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** A policy as a template has it, its references resolved. NotAction, NotResource and NotPrincipal are refused. */
export const policySchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z
    .union([z.array(statementSchema), statementSchema])
    .transform((statements) => (Array.isArray(statements) ? statements : [statements])),
});

export type PolicyDocument = z.infer<typeof policySchema>;
export type StatementDocument = PolicyDocument['Statement'][number];

/** One thing that somebody wants to do: an action as IAM spells it, on the ARN of a resource, or `*` where the action has none. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/** A statement that is ready to be asked. */
export interface Statement {
  readonly document: StatementDocument;
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  readonly conditions: readonly Condition[];
}

/** @throws {Error} naming what the sandbox does not know. */
export function compileStatement(document: StatementDocument): Statement {
  const resources = document.Resource ?? ['*'];
  const variable = resources.find((resource) => resource.includes('${'));
  if (variable) throw new Error(`The sandbox does not know policy variables: ${variable}.`);
  return {
    document,
    actions: document.Action.map((action) => pattern(action, { ignoreCase: true })),
    resources: resources.map((resource) => pattern(resource)),
    conditions: readConditions(document.Condition),
  };
}

export interface Verdict {
  readonly outcome: 'allowed' | 'denied' | 'not-allowed';
  /** The statements that say so, each with the pattern of its action that fits; none where nothing allows it. */
  readonly because: readonly { readonly statement: Statement; readonly action: Pattern }[];
}

/** A Deny that fits wins over every Allow; what nothing allows is not allowed. Principals are the caller's to look at. */
export function judge(statements: readonly Statement[], { action, resource, context = {} }: Need): Verdict {
  const fitting = statements.flatMap((statement) => {
    const named = statement.actions.find((one) => one.matches(action));
    const fits =
      named &&
      statement.resources.some((one) => one.matches(resource)) &&
      statement.conditions.every((holds) => holds(context));
    return fits ? [{ statement, action: named }] : [];
  });
  const denials = fitting.filter(({ statement }) => statement.document.Effect === 'Deny');
  if (denials.length > 0) return { outcome: 'denied', because: denials };
  return { outcome: fitting.length > 0 ? 'allowed' : 'not-allowed', because: fitting };
}
