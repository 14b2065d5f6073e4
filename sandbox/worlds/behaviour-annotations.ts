import { z } from 'zod';
import { nearest } from '../../src/domain/nearest.ts';
import { bootSecondsAnnotation } from '../aws/eks/node-object.ts';
import { denyAnnotation } from '../kubernetes/admission/webhook-backend.ts';
import { revertsWebhooksAnnotation } from '../kubernetes/controllers/webhook-reverter.ts';
import { podBehaviour } from '../world.ts';

interface Rule {
  readonly accepts: (value: string) => boolean;
  readonly cure: string;
}

const seconds: Rule = {
  accepts: (value) => /^\d{1,9}(\.\d+)?$/.test(value),
  cure: 'Write a number of seconds in quotes, such as "90".',
};
const yesOrNo: Rule = {
  accepts: (value) => value === 'true' || value === 'false',
  cure: 'Write "true" or "false", in quotes.',
};
const pattern: Rule = { accepts: isPattern, cure: 'Write a regular expression for names, such as "^web-".' };

const prefix = 'sandbox.eks-scheduler.io/';
const rules: Readonly<Record<string, Rule>> = {
  [podBehaviour.startAfter]: seconds,
  [podBehaviour.stopAfter]: seconds,
  [podBehaviour.runFor]: seconds,
  [podBehaviour.neverReady]: yesOrNo,
  [bootSecondsAnnotation]: seconds,
  [revertsWebhooksAnnotation]: yesOrNo,
  [denyAnnotation]: pattern,
};

/**
 * Annotations of an object or of a template. Those of the sandbox say how it behaves: a wrong one would be passed over without a word,
 * and the night would be another one than was asked for.
 */
export const annotationsSchema = z.record(z.string(), z.string()).superRefine((annotations, context) => {
  for (const [name, value] of Object.entries(annotations)) {
    if (!name.startsWith(prefix)) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule?.accepts(value)) continue;
    context.addIssue({ code: 'custom', path: [name], message: rule?.cure ?? whatThereIs(name), input: value });
  }
});

function whatThereIs(name: string): string {
  const near = nearest(name, Object.keys(rules));
  if (near.length > 0) return `There is no such annotation: did you mean ${near.join(' or ')}?`;
  return `There is no such annotation: write one of ${Object.keys(rules).join(', ')}.`;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
