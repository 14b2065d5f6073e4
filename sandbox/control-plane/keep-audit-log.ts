import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import { type AuditedRequest, readAuditLog } from './read-audit-log.ts';

/** What the phases asked of API servers, alike requests counted together. */
export interface AccessUse {
  readonly phase: string;
  readonly verb: string;
  readonly apiGroup: string;
  /** `pods`, `pods/eviction`. */
  readonly resource: string;
  /** RBAC refused it. */
  readonly isForbidden: boolean;
  readonly requests: number;
}

/** A folder. Where it is set, what the phases asked of a control plane outlives that control plane there. */
const folderVariable = 'EKS_SCHEDULER_AUDIT_FOLDER';
const phaseAgent = /^eks-scheduler\/([\w-]+)/;

/** Keeps the phases' part of an audit log, if anybody wants it. A log that is gone, or was never begun, has nothing to keep. */
export function keepAuditLog(auditLog: string): void {
  const folder = process.env[folderVariable];
  if (!folder || !existsSync(auditLog)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(usesOf(readAuditLog(auditLog))));
}

/** All that was kept in a folder. */
export function readKeptUses(folder: string): AccessUse[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return addUp(files.flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as AccessUse[]));
}

/** The group's other requests are the tests' own, which try what is refused. */
function usesOf(requests: readonly AuditedRequest[]): AccessUse[] {
  return addUp(
    requests.flatMap(({ verb, apiGroup, resource, isForbidden, groups, userAgent }) => {
      const phase = groups.includes(accessGroup) && phaseAgent.exec(userAgent)?.[1];
      return phase && resource ? [{ phase, verb, apiGroup, resource, isForbidden, requests: 1 }] : [];
    }),
  );
}

function addUp(uses: readonly AccessUse[]): AccessUse[] {
  const byKind = Map.groupBy(uses, ({ requests, ...kind }) => JSON.stringify(Object.values(kind)));
  return [...byKind.values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, requests: alike.reduce((sum, { requests }) => sum + requests, 0) }] : [];
  });
}
