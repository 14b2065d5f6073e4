import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { TransientError } from '../domain/errors.ts';
import type { Asker } from './signed-get.ts';
import { signedRequest } from './signed-request.ts';

/** Actions on one resource, with what AWS would know of the request besides. */
export interface SimulatedRequest {
  readonly actions: readonly string[];
  /** An ARN, or `*`. */
  readonly resource: string;
  /** Values of condition keys; one in a list belongs to a key that has several. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** IAM gives few simulations a second. */
const attemptsAtMost = 5;
const firstWaitMs = 500;

const answerSchema = z.object({
  SimulatePrincipalPolicyResponse: z.object({
    SimulatePrincipalPolicyResult: z.object({
      EvaluationResults: z.object({
        member: z.array(z.object({ EvalActionName: z.string(), EvalDecision: z.string() })),
      }),
    }),
  }),
});
const parser = new XMLParser({ isArray: (name) => name === 'member', parseTagValue: false });

/**
 * The actions that a role may not do, by its policies, its boundary and the organization's policies, as IAM itself judges them. Policies of
 * resources are not looked at. Needs iam:SimulatePrincipalPolicy.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 *
 * @throws As `signedRequest` says: AccessDeniedError where the asker may not simulate, and NoSuchEntity for a role that does not exist.
 */
export async function refusedActions(
  asker: Asker,
  roleArn: string,
  request: SimulatedRequest,
): Promise<readonly string[]> {
  const text = await patiently(() =>
    signedRequest(asker, {
      method: 'POST',
      action: 'iam:SimulatePrincipalPolicy',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: formOf(roleArn, request).toString(),
      endpoint: globalEndpoint(asker.region),
    }),
  );
  const { SimulatePrincipalPolicyResponse: answer } = answerSchema.parse(parser.parse(text));
  const allowed = answer.SimulatePrincipalPolicyResult.EvaluationResults.member
    .filter(({ EvalDecision }) => EvalDecision === 'allowed')
    .map(({ EvalActionName }) => EvalActionName);
  return request.actions.filter((action) => !allowed.includes(action));
}

function formOf(roleArn: string, { actions, resource, context }: SimulatedRequest): URLSearchParams {
  const form = new URLSearchParams({
    Action: 'SimulatePrincipalPolicy',
    Version: '2010-05-08',
    PolicySourceArn: roleArn,
    'ResourceArns.member.1': resource,
  });
  for (const [index, action] of actions.entries()) form.set(`ActionNames.member.${index + 1}`, action);
  for (const [index, [key, value]] of Object.entries(context).entries()) {
    const entry = `ContextEntries.member.${index + 1}`;
    form.set(`${entry}.ContextKeyName`, key);
    form.set(`${entry}.ContextKeyType`, typeof value === 'string' ? 'string' : 'stringList');
    for (const [at, one] of [value].flat().entries()) form.set(`${entry}.ContextKeyValues.member.${at + 1}`, one);
  }
  return form;
}

/** IAM is one for all regions of a partition. https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
function globalEndpoint(region: string): { readonly url: string; readonly region: string } {
  if (region.startsWith('cn-')) return { url: 'https://iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' };
  if (region.startsWith('us-gov-')) return { url: 'https://iam.us-gov.amazonaws.com', region: 'us-gov-west-1' };
  return { url: 'https://iam.amazonaws.com', region: 'us-east-1' };
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TransientError) || attempt === attemptsAtMost) throw error;
      await new Promise((resolve) => setTimeout(resolve, firstWaitMs * 2 ** (attempt - 1)));
    }
  }
}
