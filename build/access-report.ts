import type { AccessUse } from '../sandbox/control-plane/keep-audit-log.ts';
import { accessRules } from '../src/kubernetes/access-rules.ts';
import { textTable } from '../src/report/text-table.ts';
import { markdownTable, withBlock } from './markdown.ts';

/** One verb on one resource. */
export interface Grant {
  readonly verb: string;
  readonly resource: string;
  readonly apiGroup: string;
}

export interface UsedGrant extends Grant {
  /** Kebab-case, in alphabetical order; none where it was never used. */
  readonly phases: readonly string[];
  readonly requests: number;
}

export interface AccessReport {
  /** All that is granted, in the order of the rules. */
  readonly granted: readonly UsedGrant[];
  /** What phases asked without having been granted it. */
  readonly notGranted: readonly AccessUse[];
}

/** Every user may ask what it may do: nothing that we could grant. */
const everybodys = 'authorization.k8s.io';

/** Holds what the phases asked of API servers against what they are granted. */
export function reportAccess(uses: readonly AccessUse[]): AccessReport {
  const granted = allGrants().map((grant) => {
    const ofIt = uses.filter((use) => isSame(use, grant));
    return {
      ...grant,
      phases: [...new Set(ofIt.map(({ phase }) => phase))].sort(),
      requests: ofIt.reduce((sum, { requests }) => sum + requests, 0),
    };
  });
  const notGranted = uses.filter((use) => use.apiGroup !== everybodys && !granted.some((grant) => isSame(use, grant)));
  return { granted, notGranted };
}

/** The rules of the ClusterRole, one by one. */
export function allGrants(): Grant[] {
  return accessRules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((apiGroup) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ verb, resource, apiGroup }))),
    ),
  );
}

function isSame(one: Grant, other: Grant): boolean {
  return one.verb === other.verb && one.resource === other.resource && one.apiGroup === other.apiGroup;
}

/** For the terminal. */
export function accessText({ granted, notGranted }: AccessReport): string {
  const rows = granted.map(({ requests, ...grant }) => [...cells(grant), String(requests)]);
  const complaints = [
    ...granted
      .filter(({ requests }) => requests === 0)
      .map((grant) => `Granted and never used: ${inWords(grant)}. Take it from src/kubernetes/access-rules.ts.`),
    ...refusalLines(notGranted),
  ];
  return [textTable(['verb', 'resource', 'group', 'used by', 'requests'], rows), '', ...complaints].join('\n');
}

export function refusalLines(notGranted: readonly AccessUse[]): string[] {
  return notGranted.map((use) => `Used and not granted: ${inWords(use)}, by ${use.phase}, ${use.requests} times.`);
}

/** Puts the table of a report between the markers of a page. @throws {Error} when the page lacks them. */
export function withAccessTable(page: string, { granted }: AccessReport): string {
  return withBlock(page, 'access', markdownTable(['verb', 'resource', 'API group', 'used by'], granted.map(cells)));
}

function cells({ verb, resource, apiGroup, phases }: Grant & Pick<UsedGrant, 'phases'>): string[] {
  return [verb, resource, apiGroup || 'core', phases.join(', ') || '-'];
}

function inWords({ verb, resource, apiGroup }: Grant): string {
  return `${verb} ${apiGroup ? `${resource}.${apiGroup}` : resource}`;
}
