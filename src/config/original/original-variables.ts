import { otherSpellings, overrides } from '../override-variables.ts';
import type { OriginalKey } from './original-key.ts';
import { originalKeys } from './original-keys.ts';

/**
 * The variables that overrode the original tool's config.ini, `EKS_<SECTION>_<KEY>` and for timeouts `EKS_<KEY>`, and the key that
 * each one stands for. Where one is a variable of ours too, ours is read; only these have words there that we do not know.
 */
const bothKnow: readonly string[] = ['EKS_LOGGING_LEVEL', 'EKS_SNS_TOPIC_ARN'];

export const originalVariables: ReadonlyMap<string, OriginalKey> = new Map(
  originalKeys
    .flatMap((known) => variablesOf(known).map((variable) => [variable, known] as const))
    .filter(([variable]) => bothKnow.includes(variable) || !(overrides.has(variable) || otherSpellings.has(variable))),
);

/** The first is the one that the original documentation shows. */
export function variablesOf({ section, key }: Pick<OriginalKey, 'section' | 'key'>): readonly string[] {
  const name = key.toUpperCase();
  const whole = `EKS_${section.toUpperCase()}_${name}`;
  return section === 'timeouts' ? [`EKS_${name}`, whole] : [whole];
}
