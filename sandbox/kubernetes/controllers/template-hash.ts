import { canonicalJson } from '../json-values.ts';
import type { PodTemplate } from '../objects.ts';

const alphabet = 'bcdfghjklm';

/** The `pod-template-hash` of a template: FNV-1a of its canonical text, in letters that are safe in a name. */
export function templateHash(template: PodTemplate): string {
  let hash = 0x811c9dc5;
  for (const character of canonicalJson(template)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => alphabet[Number(digit)]).join('');
}

/** Whether a ReplicaSet's template is the Deployment's, but for the label that tells ReplicaSets apart. */
export function isSameTemplate(left: PodTemplate, right: PodTemplate): boolean {
  return canonicalJson(withoutHash(left)) === canonicalJson(withoutHash(right));
}

function withoutHash(template: PodTemplate): unknown {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {};
  const { annotations = {} } = template.metadata ?? {};
  return { labels, annotations, spec: template.spec };
}
