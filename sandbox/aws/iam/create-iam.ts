import type { DeployedAccess, FunctionPermission } from '../../deployment/read-access.ts';
import { ServiceError } from '../../service-error.ts';
import type { AwsRequest } from '../server.ts';
import type { AwsService } from '../wire.ts';
import { denial } from './denial.ts';
import { inAnyAccount, Ledger, type Permission } from './ledger.ts';
import type { RequestPlace } from './needs/needs.ts';
import { needsOfRequest } from './needs/needs-of-request.ts';
import type { Need } from './policy.ts';
import { accountOf, type RoleSession } from './principal.ts';
import { RoleJudge } from './role-judge.ts';
import { grantsOf, Roles } from './roles.ts';
import { untrustedServices } from './service-trust.ts';
import { usesOfFunction, usesOfMachine } from './service-uses.ts';
import { iamService } from './simulate-policy.ts';

/** `report` lets everything pass and only writes the ledger. */
export type IamMode = 'enforce' | 'report';

export interface IamOptions {
  readonly access: DeployedAccess;
  readonly mode: IamMode;
  readonly region: string;
  readonly partitionKeyOf: RequestPlace['partitionKeyOf'];
  /** Whose an access key is: a role's session; `expired` when its time is up; null for the administrator's, and for nobody's. */
  readonly sessionOf: (accessKeyId: string | null) => RoleSession | 'expired' | null;
  /** The name of the function that an invocation is of. */
  readonly functionOf: (invocation: string) => string | undefined;
}

/** What a role does that is not a request over the wire: a machine calls a function, a schedule starts an execution. */
export interface RoleUse extends RoleSession, Need {}

export interface Iam {
  readonly ledger: Ledger;
  /** IAM's own API, as far as it simulates. */
  readonly service: AwsService;
  /** @throws {ServiceError} where the caller's role does not allow the request, in the words of the service. */
  authorize(request: AwsRequest): void;
  /** What AWS says where the role may not do it, else null; in the mode `report` always null. */
  refusalOf(use: RoleUse): string | null;
  /** Writes down what Lambda does with the role of a function that is called: its log, its traces. */
  noteCall(functionName: string): void;
  /** Whether a service may call a function on account of what happens at this source. */
  mayInvoke(call: { readonly service: string; readonly functionArn: string; readonly sourceArn: string }): boolean;
}

/**
 * IAM as far as the scheduler uses it: what the roles of the template may do is looked up for every request that a function sends.
 *
 * The administrator's key, and no key, may do everything. Policies of keys count as allowing what the account's IAM allows. To assume
 * a role both its trust policy and the caller's own policy have to allow it.
 *
 * @throws {Error} in the mode `enforce` where the deployment holds what the sandbox cannot judge.
 */
export function createIam(options: IamOptions): Iam {
  const { access, mode } = options;
  const { roles, problems, grants } = prepared(access);
  if (mode === 'enforce' && problems.length > 0) throw new Error(problems.join('\n'));
  const ledger = new Ledger();
  for (const grant of grants) ledger.grant(grant);
  const judge = new RoleJudge(access, roles, ledger);
  const note = (roleArn: string, needs: readonly Need[]) => {
    const role = roles.find(roleArn);
    if (role) for (const need of needs) judge.refusal({ roleArn, session: 'service' }, role, need, options.region);
  };
  for (const machine of access.machines) note(machine.roleArn, usesOfMachine(machine));
  const called = new Set<string>();

  return {
    ledger,
    service: iamService(roles),
    authorize(request) {
      const caller = callerOf(request, options);
      const role = caller && roles.find(caller.roleArn);
      if (!caller || !role) return;
      const region = request.region ?? options.region;
      const place = { account: accountOf(role.arn), region, partitionKeyOf: options.partitionKeyOf };
      for (const need of needsOfRequest(request, place)) {
        const refusal = judge.refusal(caller, role, need, region);
        if (refusal && mode === 'enforce') throw denial(request.service, refusal);
      }
    },
    refusalOf({ roleArn, session, ...need }) {
      const role = roles.find(roleArn);
      const refusal = role && judge.refusal({ roleArn, session }, role, need, options.region);
      return refusal && mode === 'enforce' ? refusal.message : null;
    },
    noteCall(functionName) {
      const lambda = access.functions[functionName];
      if (!lambda || called.has(functionName)) return;
      called.add(functionName);
      note(lambda.roleArn, usesOfFunction(lambda, { region: options.region, account: accountOf(lambda.roleArn) }));
    },
    mayInvoke(call) {
      const permission = access.functionPermissions.find((one) => allows(one, call));
      if (permission) ledger.use(grantTo(permission));
      else ledger.miss({ ...grantTo({ ...call, principal: call.service, action: 'lambda:InvokeFunction' }) });
      return permission !== undefined || mode === 'report';
    },
  };
}

interface Prepared {
  readonly roles: Roles;
  readonly problems: readonly string[];
  readonly grants: readonly Permission[];
}

/** Many sandboxes are made of one deployment. */
const alreadyPrepared = new WeakMap<DeployedAccess, Prepared>();

function prepared(access: DeployedAccess): Prepared {
  const known = alreadyPrepared.get(access);
  if (known) return known;
  const roles = new Roles(access);
  const made: Prepared = {
    roles,
    problems: [...roles.problems, ...untrustedServices(access.serviceRoles, roles)],
    grants: [...roles.all.flatMap(grantsOf), ...access.functionPermissions.map(grantTo)],
  };
  alreadyPrepared.set(access, made);
  return made;
}

/** Null for the administrator. A function's requests carry the administrator's key, and the invocation that says whose they are. */
function callerOf({ accessKeyId, invocation, service }: AwsRequest, options: IamOptions): RoleSession | null {
  const session = options.sessionOf(accessKeyId);
  if (session === 'expired') {
    const message = 'The security token included in the request is expired';
    throw service === 'sts'
      ? new ServiceError('ExpiredToken', message, 403)
      : new ServiceError('ExpiredTokenException', message);
  }
  const functionName = invocation === null ? undefined : options.functionOf(invocation);
  if (session || functionName === undefined) return session;
  const lambda = options.access.functions[functionName];
  return lambda ? { roleArn: lambda.roleArn, session: functionName } : null;
}

function allows(permission: FunctionPermission, call: Parameters<Iam['mayInvoke']>[0]): boolean {
  const { principal, functionArn, sourceArn } = permission;
  return (
    principal === call.service &&
    functionArn === call.functionArn &&
    (sourceArn === null || sourceArn === call.sourceArn)
  );
}

function grantTo({ principal, action, functionArn }: Pick<FunctionPermission, 'principal' | 'action' | 'functionArn'>) {
  return { principal, action, on: inAnyAccount(functionArn, functionArn) };
}
