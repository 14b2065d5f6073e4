import {
  accessRoleGrants,
  anyResourceReasons,
  everyFunctionGrants,
  functionGrants,
  functionNames,
  type Grant,
  machineGrants,
  networkGrants,
  type ResourceKind,
  scheduleGrants,
} from '../src/access/permissions.ts';
import { markdownTable, withBlock } from './markdown.ts';

/** What a grant is on, in words. */
const resourceWords: Readonly<Record<ResourceKind, string>> = {
  'state-table': 'the table',
  'state-table-indexes': 'the indexes of the table',
  'report-objects': 'objects below `reports/` in the bucket',
  'notice-topic': 'the topic',
  'access-roles': '`eks-scheduler-access` in any account',
  'own-log-group': 'its own log group',
  'scale-down-functions': 'the functions that the machine names',
  'scale-up-functions': 'the functions that the machine names',
  'fleet-functions': 'the functions that the machine names',
  'run-machines': 'the machines scale-down and scale-up',
  'scale-up-machine': 'the machine scale-up',
  'run-executions': 'executions of scale-down and scale-up',
  'fleet-machine': 'the machine fleet',
  'fleet-executions': 'executions of fleet',
  'fleet-map-runs': 'map runs of fleet',
  'nested-execution-rule': 'the rule `StepFunctionsGetEventsForStepFunctionsExecutionRule`',
  'dead-letters': 'the queue of dead letters of the schedules',
  'network-interfaces':
    'what EC2 has in the account and region, and the subnets and security groups of `deployment.network`',
  key: 'the key',
  clusters: 'clusters of the account',
  'node-groups': 'node groups of the account',
  any: '`*`',
};

/** Puts into a page who may do what in AWS and why, all of it from src/access. */
export function withPermissionTables(page: string): string {
  const withFunctions = withBlock(page, 'functions', functionTables());
  const withMachines = withBlock(withFunctions, 'machines', machineTables());
  const withAccess = withBlock(withMachines, 'access role', grantTable(accessRoleGrants));
  return withBlock(withAccess, 'any resource', anyResourceTable());
}

/** Functions that may do the same share a table. */
function functionTables(): string {
  const alike = Map.groupBy(functionNames, (name) => JSON.stringify(functionGrants[name]));
  return [
    ['#### Every function', grantTable(everyFunctionGrants)],
    ['#### Every function in a network', grantTable(networkGrants)],
    ...[...alike.values()].map((names) => [
      `#### ${names.join(', ')}`,
      grantTable(functionGrants[names[0] ?? 'prepare-run']),
    ]),
  ]
    .flat()
    .join('\n\n');
}

function machineTables(): string {
  const machines = Object.entries(machineGrants).map(([machine, grants]) => [`#### ${machine}`, grantTable(grants)]);
  return [...machines, ['#### the schedules', grantTable(scheduleGrants)]].flat().join('\n\n');
}

function grantTable(grants: readonly Grant[]): string {
  return markdownTable(
    ['may', 'on', 'why'],
    grants.map((grant) => [grant.actions.join(', '), onWhat(grant), grant.why]),
  );
}

function onWhat({ on, condition = {}, via }: Grant): string {
  const conditions = Object.values(condition).flatMap((keys) =>
    Object.entries(keys).map(
      ([key, values]) => `only where \`${key}\` is ${values.map((it) => `\`${it}\``).join(', ')}`,
    ),
  );
  const through = via === undefined ? [] : [`only through ${via}`];
  return [resourceWords[on], ...conditions, ...through].join(', ');
}

function anyResourceTable(): string {
  const byReason = Map.groupBy(Object.entries(anyResourceReasons), ([, reason]) => reason);
  const rows = [...byReason].map(([reason, actions]) => [actions.map(([action]) => action).join(', '), reason]);
  return markdownTable(['action', 'reason'], rows);
}
