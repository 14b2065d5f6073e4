import { shownValue } from '../shown-value.ts';
import type { Reading } from './original-key.ts';

/** A number as Python reads it; anything else stays text, and the schema refuses it. */
export function numberIn(text: string): number | string {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : text;
}

export function listIn(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

const levels: Readonly<Record<string, string>> = {
  ...{ DEBUG: 'DEBUG', INFO: 'INFO', WARN: 'WARN', ERROR: 'ERROR' },
  ...{ WARNING: 'WARN', CRITICAL: 'ERROR', FATAL: 'ERROR' },
};

/** The levels of Python's logging have other names. */
export function logLevel(text: string): Reading {
  return { layer: { logging: { level: levels[text.toUpperCase()] ?? text } } };
}

/** `arn:aws:sns:region:account:topic-name` is what the original documentation has for everybody to replace. */
export function topicArn(text: string): Reading {
  const account = /^arn:aws[a-z-]*:sns:[^:]*:([^:]*):/.exec(text)?.[1];
  if (text === '' || text === 'null') return { layer: { sns: { topicArn: null } } };
  if (account === undefined || /\d/.test(account)) return { layer: { sns: { topicArn: text } } };
  return {
    layer: { sns: { topicArn: null } },
    note: `${shownValue(text)} is a placeholder and counts as no topic: the stack makes one. Write the ARN of a topic, or take the key out.`,
    isWarning: true,
  };
}

/** In kube-system, where the original tool looked for it. */
export function deploymentName(text: string): Reading {
  const deployment = text === '' ? null : text.includes('/') ? text : `kube-system/${text}`;
  return { layer: { autoscaler: { deployment } } };
}

/**
 * `name:namespace, name`: of these, and of no others. A configuration is in no namespace, so that part is dropped. An empty list
 * leaves it to the rules: to relax none at all keeps clusters from waking.
 */
export function webhookNames(text: string): Reading {
  const names = listIn(text);
  const odd = names.find((name) => !/^[^:]+(:[^:]+)?$/.test(name));
  if (odd !== undefined) {
    return {
      refused: { what: `${shownValue(odd)} has not the form that is wanted`, cure: 'Write name or name:namespace.' },
    };
  }
  if (names.length === 0) {
    return { note: 'It names none: webhooks are relaxed by their rules (webhooks.relax: auto).', isWarning: true };
  }
  return { layer: { webhooks: { relax: 'listed', always: names.map((name) => name.replace(/:.*$/, '')) } } };
}

/** A timeout for a program that this tool does not start. */
export function withoutProgram(text: string): Reading {
  if (typeof numberIn(text) === 'number') return { note: noProgram };
  return { refused: { what: `${shownValue(text)} is not a number`, cure: 'Write a number, or take the key out.' } };
}

export const noProgram = 'No effect: this tool talks to the API itself and starts no program that could hang.';

export function onlyZero(text: string): Reading {
  if (numberIn(text) === 0) return {};
  return {
    refused: {
      what: `${shownValue(text)} cannot be had: a stop scales every node group to 0`,
      cure: 'Write 0; keep a node group up with exclusions.nodeGroups.',
    },
  };
}
