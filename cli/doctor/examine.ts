import { ownClients } from '../../src/aws/clients.ts';
import { dynamodbStock, unreadableRecords } from '../../src/aws/dynamodb-stock.ts';
import { isNamed } from '../../src/aws/errors-from-aws.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { stepFunctionsExecutions } from '../../src/aws/step-functions-executions.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { whoAsks } from '../credentials.ts';
import type { PlaceWords } from '../follow/hints.ts';
import { type CheckName, checkNames } from './check-names.ts';
import { examineClusters } from './examine-clusters.ts';
import { examineCredentials } from './examine-credentials.ts';
import { examineFunctions, examineMachines } from './examine-deployment.ts';
import { examinePermissions } from './examine-permissions.ts';
import { examineSchedules } from './examine-schedules.ts';
import { examineAsleep, examineLeft, examineLocks, type StockOfDoctor } from './examine-stock.ts';
import { examineBucket, examineDeliveries, examineTable, examineTopic } from './examine-stores.ts';
import { examined, type Finding } from './finding.ts';
import { type Scene, sceneOf } from './scene.ts';

export interface Examination {
  readonly region: string;
  /** The name of the state table; absent: the deployment is asked. */
  readonly table?: string;
  /** Names of clusters; none: those that the table knows and the schedules are for. */
  readonly clusters: readonly string[];
  /** Of the named clusters; absent: the caller's. */
  readonly account?: string;
  /** Of the named clusters; absent: the scheduler's. */
  readonly clusterRegion?: string;
  /** Nothing but these; all of them where there are none. */
  readonly only: readonly CheckName[];
  /** What leads a command to the same scheduler. */
  readonly place: PlaceWords;
  /** Told of each check that is done. */
  readonly onDone?: (what: string) => void;
}

type Check = readonly [CheckName, (scene: Scene) => Promise<readonly Finding[]>];

const checks: readonly Check[] = [
  ['machines', examineMachines],
  ['functions', examineFunctions],
  ['permissions', examinePermissions],
  ['table', examineTable],
  ['topic', examineTopic],
  ['bucket', examineBucket],
  ['schedules', examineSchedules],
  ['deliveries', examineDeliveries],
  ['asleep', (scene) => onTable(scene, (stock) => examineAsleep(stock, scene.command))],
  ['locks', (scene) => onTable(scene, (stock) => examineLocks(stock, executionsOf(scene), scene.command))],
  ['left', (scene) => onTable(scene, (stock) => examineLeft(stock, executionsOf(scene), scene.command))],
];
const ofClusters: readonly CheckName[] = ['left', 'clusters', 'entry', 'endpoint', 'rules', 'sizes'];

const checksAtOnce = 6;

/** Looks at a deployment and its clusters from outside. Reads alone; never throws for what it finds. */
export async function examine(examination: Examination): Promise<readonly Finding[]> {
  const { region, table, clusters, account, clusterRegion, only, place, onDone = () => undefined } = examination;
  const wants = (name: CheckName) => only.length === 0 || only.includes(name);
  const clients = ownClients(region);
  const { caller, finding } = await examineCredentials(() => whoAsks(clients));
  if (caller === null) return [finding];
  const scene = sceneOf({ caller, region, clients, table, place });
  const own = mapLimited(
    checks.filter(([name]) => wants(name)),
    checksAtOnce,
    async ([name, look]) => {
      const found = await examined(name, () => look(scene));
      onDone(name);
      return found;
    },
  );
  const at = { account: account ?? caller.account, region: clusterRegion ?? region };
  const named = clusters.map((name) => ({ ...at, name }));
  const inClusters = ofClusters.some(wants)
    ? examined('clusters', () => examineClusters(scene, named, wants, onDone))
    : Promise.resolve([]);
  const findings = [...(await own).flat(), ...(await inClusters)];
  return [...(wants('credentials') ? [finding] : []), ...sortedByCheck(findings)];
}

/** Nothing where there is no table: its own check says so. */
async function onTable(
  scene: Scene,
  look: (stock: StockOfDoctor) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const name = await scene.tableName();
  if (name === null) return [];
  const { table } = scene.clients;
  try {
    return await look({ ...dynamodbStock(table, name), unreadable: () => unreadableRecords(table, name) });
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return [];
    if (!isNamed(error, 'ValidationException')) throw error;
    throw new ConfigurationError(
      `${name} has no index records-by-phase or locks-by-action: it is not a state table.`,
      'Leave --table out, or say the output StateTable of the stack.',
      { cause: error },
    );
  }
}

function executionsOf({ clients }: Scene) {
  return stepFunctionsExecutions(clients.states);
}

function sortedByCheck(findings: readonly Finding[]): readonly Finding[] {
  const rank = (name: string) => checkNames.indexOf(name as CheckName);
  return findings.toSorted((one, other) => rank(one.check) - rank(other.check));
}
