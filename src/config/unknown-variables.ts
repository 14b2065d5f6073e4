import { nearest } from '../domain/nearest.ts';
import { visibleText } from '../domain/visible-text.ts';
import { defaults } from './defaults.ts';
import { originalVariables } from './original/original-variables.ts';
import { otherSpellings, overrides, variableOf } from './override-variables.ts';
import type { Finding } from './problems.ts';

/** `EKS_CLUSTERS` is not among them: pipelines have such lists of their own. */
const sections = new Set(
  Object.keys(defaults)
    .filter((section) => section !== 'clusters')
    .map((section) => variableOf([section])),
);

/** `EKS_SCHEDULER_DRAIN_TIMEOUT` is what a person types who knows the product's name. */
const productName = /^EKS_SCHEDULER_/;
const timeoutAsSection = /^EKS_TIMEOUTS?_(.+)$/;
const longestName = 100;

/** Other tools have EKS_ variables too: only a name that begins, ends or sounds like ours is taken for a mistake. */
export function unknownVariables(names: readonly string[]): Finding[] {
  return names
    .filter((name) => !isKnown(name) && isMeantForUs(name))
    .map((name) => () => {
      const [near] = nearest(asWeWriteIt(name), [...overrides.keys()]);
      const ofSection = [...overrides.keys()].filter((known) => known.startsWith(`${name}_`));
      const cure =
        ofSection.length > 0 ? `Write ${ofSection.join(', ')}.` : near ? `Did you mean ${near}?` : 'Remove it.';
      return { field: visibleText(name.slice(0, longestName)), what: 'overrides nothing', cure, where: 'environment' };
    });
}

function isKnown(name: string): boolean {
  return overrides.has(name) || otherSpellings.has(name) || originalVariables.has(name);
}

function asWeWriteIt(name: string): string {
  const upper = name.toUpperCase().replace(productName, 'EKS_');
  return overrides.has(upper)
    ? upper
    : upper.replace(timeoutAsSection, 'EKS_$1_TIMEOUT').replace(/(_TIMEOUT)+$/, '_TIMEOUT');
}

function isMeantForUs(name: string): boolean {
  const upper = name.toUpperCase();
  if (!upper.startsWith('EKS_')) return false;
  if (isKnown(upper) || sections.has(upper)) return true;
  if (productName.test(upper) || timeoutAsSection.test(upper)) return true;
  return upper.endsWith('_TIMEOUT') || [...sections].some((section) => upper.startsWith(`${section}_`));
}
