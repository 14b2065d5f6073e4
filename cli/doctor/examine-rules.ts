import type { CredentialSource } from '../../src/aws/assume-role.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import type { ClusterDescription } from '../../src/aws/ports.ts';
import { few } from '../../src/domain/few.ts';
import {
  type AccessDoorkeeper,
  type InstalledAccess,
  type Permission,
  permissionsOf,
  type Unanswered,
} from '../../src/kubernetes/access-doorkeeper.ts';
import { accessGroup, accessRules } from '../../src/kubernetes/access-rules.ts';
import { type Approach, doorkeeper } from './approach-cluster.ts';
import { letInCommand } from './examine-cluster.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

const reviewsAtOnce = 8;

/** What came of asking the API server. */
type Asked = readonly { readonly permission: Permission; readonly answer: boolean | Unanswered }[];

/**
 * Whether the scheduler may do in the cluster what it does: asked as its role where that is open to the caller, and otherwise, for its
 * group, with the caller's own rights.
 */
export async function examineRules(
  scene: Scene,
  to: Approach,
  description: ClusterDescription,
): Promise<readonly Finding[]> {
  const { cluster, label, assumed, ownEks } = to;
  const as = (credentials: CredentialSource) => doorkeeper(cluster, description, credentials);
  const own = ownEks === null ? null : as(ownCredentials(scene.clients.sts));
  const cure = `Let it in: ${letInCommand(scene, to)}`;
  const installed = own === null ? 'unknown-user' : await own.installed();

  if (assumed !== null) {
    const asked = await askEach((permission) => as(assumed.credentials).mayI(permission));
    if (asked.some(({ answer }) => answer === 'unknown-user')) {
      return [wrong('rules', `${label}: Kubernetes does not know ${to.roleArn} (401)`, cure)];
    }
    return judged(label, asked, installed, 'asked as the role itself', cure);
  }
  const asked = own === null ? null : await askAsOneself(own);
  if (asked === null) {
    const says = `${label}: what the group ${accessGroup} may do cannot be seen from here`;
    const ask = 'Ask as an administrator of the cluster (an access entry with AmazonEKSClusterAdminPolicy).';
    return [warning('rules', says, ask)];
  }
  return judged(label, asked, installed, 'asked for its group; the role itself cannot be tried from here', cure);
}

/** Null where the caller may not ask for others. */
async function askAsOneself(own: AccessDoorkeeper): Promise<Asked | null> {
  const asked = await askEach((permission) => own.mayTheGroup(permission));
  return asked.some(({ answer }) => typeof answer === 'string') ? null : asked;
}

/** The first alone: of one who is unknown or may not ask, once is enough. */
async function askEach(ask: (permission: Permission) => Promise<boolean | Unanswered>): Promise<Asked> {
  const [first, ...others] = permissionsOf(accessRules);
  if (first === undefined) return [];
  const answer = await ask(first);
  if (typeof answer === 'string') return [{ permission: first, answer }];
  const more = await mapLimited(others, reviewsAtOnce, async (permission) => ({
    permission,
    answer: await ask(permission),
  }));
  return [{ permission: first, answer }, ...more];
}

function judged(
  label: string,
  asked: Asked,
  installed: InstalledAccess | Unanswered,
  how: string,
  cure: string,
): readonly Finding[] {
  const missing = asked.filter(({ answer }) => answer !== true).map(({ permission }) => permission);
  const known = typeof installed === 'string' ? null : installed;
  const findings: Finding[] = [];
  if (missing.length > 0) findings.push(wrong('rules', `${label}: ${whyMissing(missing, asked, known)}`, cure));
  const extra = known?.rules ? beyond(known.rules) : [];
  if (extra.length > 0) {
    const says = `${label}: the ClusterRole ${accessGroup} is out of date and allows more than is used: ${few(extra).join(', ')}`;
    findings.push(warning('rules', says, cure));
  }
  if (findings.length > 0) return findings;
  return [fine('rules', `${label}: the group ${accessGroup} may do all of ${asked.length} things (${how})`)];
}

function whyMissing(missing: readonly Permission[], asked: Asked, installed: InstalledAccess | null): string {
  if (installed?.rules === null) return `there is no ClusterRole ${accessGroup}: the scheduler may do nothing`;
  if (installed && !installed.isBound) return `no ClusterRoleBinding ${accessGroup} gives the ClusterRole to the group`;
  const what = missing.length === asked.length ? ['anything'] : few(missing.map(inWords));
  return `the group ${accessGroup} may not ${what.join(', ')}`;
}

/** What the installed rules allow and ours do not. */
function beyond(installed: NonNullable<InstalledAccess['rules']>): readonly string[] {
  const ours = new Set(permissionsOf(accessRules).map(inWords));
  return permissionsOf(installed)
    .map(inWords)
    .filter((words) => !ours.has(words));
}

function inWords({ verb, resource, group }: Permission): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}
