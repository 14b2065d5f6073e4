import { isJsonObject, valueAt } from './json-values.ts';
import type { KubeObject, LabelSelector } from './objects.ts';
import { badRequest } from './status-error.ts';

type Labels = Readonly<Record<string, string>>;

/** A selector of an object (`spec.selector`): absent selects nothing, empty selects everything. */
export function matchesLabelSelector(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (!selector) return false;
  const have = labels ?? {};
  const isEqual = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => have[key] === value);
  if (!isEqual) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values }) =>
    meetsExpression(operator, values ?? [], have[key]),
  );
}

/** One expression of a label selector against the value of its label, undefined where there is none. */
export function meetsExpression(
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist',
  values: readonly string[],
  value: string | undefined,
): boolean {
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  if (operator === 'In') return value !== undefined && values.includes(value);
  return value === undefined || !values.includes(value);
}

type Requirement = (labels: Labels) => boolean;

/**
 * Reads the `labelSelector` of a request: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by commas.
 * @throws {StatusError} 400 when it is none of these.
 */
export function parseLabelSelector(text: string): (labels: Labels | undefined) => boolean {
  const requirements = splitOutsideParentheses(text).map(parseRequirement);
  return (labels) => requirements.every((matches) => matches(labels ?? {}));
}

function splitOutsideParentheses(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const name = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?';
const setForm = new RegExp(`^(${name})\\s+(in|notin)\\s+\\(([^)]*)\\)$`);
const equalForm = new RegExp(`^(${name})\\s*(=|==|!=)\\s*([A-Za-z0-9._-]*)$`);
const existsForm = new RegExp(`^(!?)\\s*(${name})$`);

function parseRequirement(text: string): Requirement {
  const [, setKey, operator, list] = setForm.exec(text) ?? [];
  if (setKey !== undefined && list !== undefined) {
    const values = list.split(',').map((value) => value.trim());
    const isIn: Requirement = (labels) => values.includes(labels[setKey] ?? '') && labels[setKey] !== undefined;
    return operator === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const [, equalKey, sign, wanted] = equalForm.exec(text) ?? [];
  if (equalKey !== undefined) {
    return sign === '!=' ? (labels) => labels[equalKey] !== wanted : (labels) => labels[equalKey] === wanted;
  }
  const [, not, existsKey] = existsForm.exec(text) ?? [];
  if (existsKey !== undefined) return (labels) => (labels[existsKey] !== undefined) === (not !== '!');
  throw badRequest(`unable to parse requirement: found '${text}', expected: a label requirement`);
}

/** What a field that an object does not carry counts as; '' for the rest. */
const implied: Record<string, string> = { 'spec.unschedulable': 'false', 'spec.hostNetwork': 'false' };

const selectable: Record<string, readonly string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  'jobs.batch': ['status.successful'],
  'replicasets.apps': ['status.replicas'],
  'certificatesigningrequests.certificates.k8s.io': ['spec.signerName'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

/**
 * Reads the `fieldSelector` of a request: `field=value`, `field==value`, `field!=value`, joined by commas, for the fields that
 * Kubernetes lets one select for that resource.
 * @throws {StatusError} 400 for any other field.
 */
export function parseFieldSelector(text: string, resource: string): (object: KubeObject) => boolean {
  const requirements = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, field, sign, wanted] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
      if (field === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      if (!isSelectable(field, resource)) throw badRequest(`field label not supported: ${field}`);
      return (object: KubeObject) => (fieldOf(object, field) === wanted) === (sign !== '!=');
    });
  return (object) => requirements.every((matches) => matches(object));
}

function isSelectable(field: string, resource: string): boolean {
  if (field === 'metadata.name' || field === 'metadata.namespace') return true;
  return selectable[resource]?.includes(field) ?? false;
}

function fieldOf(object: KubeObject, field: string): string {
  const value = valueAt(object, ...field.split('.'));
  if (value === undefined || value === null) return implied[field] ?? '';
  if (isJsonObject(value)) return String(value.component ?? '');
  return String(value);
}
