import type { Caller } from '../../src/aws/caller.ts';
import type { OwnClients } from '../../src/aws/clients.ts';
import { type Deployed, deployed } from '../../src/aws/deployed.ts';
import { type DeployedFunction, deployedFunction } from '../../src/aws/deployed-functions.ts';
import { type ScheduleDetail, scheduleDetail } from '../../src/aws/deployed-schedules.ts';
import { type TableGuards, tableGuards } from '../../src/aws/deployed-stores.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import type { Asker } from '../../src/aws/signed-get.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { clusterWords, commandLine, type PlaceWords } from '../follow/hints.ts';

/** What a deployment tells its functions. */
export interface Settings {
  readonly tableName: string | null;
  readonly topicArn: string | null;
  readonly bucket: string | null;
  /** Behind its path where it has one. */
  readonly accessRoleName: string;
  readonly externalId: string | null;
  /** Whether the functions that talk to Kubernetes are placed in a VPC. */
  readonly isPlaced: boolean;
}

/** A deployment that is looked at. What several checks need is asked for once. */
export interface Scene {
  readonly caller: Caller;
  readonly region: string;
  readonly partition: string;
  readonly clients: OwnClients;
  readonly asker: Asker;
  readonly deployed: Deployed;
  /** `arn:…:stateMachine:<name>` */
  machineArn(name: string): string;
  /** By its folder in lambdas/; null where it is not deployed. */
  function(folder: string): Promise<DeployedFunction | null>;
  settings(): Promise<Settings>;
  /** Of the table that `--table` or the deployment names; null where neither does. */
  tableName(): Promise<string | null>;
  /** Null where there is no such table. */
  tableGuards(): Promise<TableGuards | null>;
  schedules(): Promise<readonly ScheduleDetail[]>;
  /** What a person may type: `eks-scheduler start --cluster dev`. */
  command(words: readonly string[], cluster?: ClusterId): string;
}

interface SceneOptions {
  readonly caller: Caller;
  readonly region: string;
  readonly clients: OwnClients;
  /** The table that the caller named; undefined: the deployment is asked. */
  readonly table: string | undefined;
  /** What leads a command to the same scheduler. */
  readonly place: PlaceWords;
}

/** EventBridge Scheduler gives 20 answers a second. */
const schedulesAtOnce = 5;

export function sceneOf({ caller, region, clients, table, place }: SceneOptions): Scene {
  const partition = caller.arn.split(':')[1] ?? 'aws';
  const asker: Asker = { region, identity: () => clients.states.config.credentials() };
  const asked = deployed(asker, clients.states);
  const functions = new Map<string, Promise<DeployedFunction | null>>();
  const find = (folder: string) => {
    const known = functions.get(folder) ?? deployedFunction(asker, `eks-scheduler-${folder}`);
    functions.set(folder, known);
    return known;
  };
  const settings = once(() => settingsOf(find));
  const tableName = async () => table ?? (await settings()).tableName;
  const home = { account: caller.account, region };
  return {
    caller,
    region,
    partition,
    clients,
    asker,
    deployed: asked,
    machineArn: (name) => `arn:${partition}:states:${region}:${caller.account}:stateMachine:${name}`,
    function: find,
    settings,
    tableName,
    tableGuards: once(async () => {
      const name = await tableName();
      return name === null ? null : tableGuards(clients, name);
    }),
    schedules: once(async () => {
      const listed = await asked.schedules();
      const detailed = await mapLimited(listed, schedulesAtOnce, ({ name }) => scheduleDetail(asker, name));
      return detailed.filter((schedule) => schedule !== null);
    }),
    command: (words, cluster) =>
      commandLine(place, ...words, ...(cluster === undefined ? [] : clusterWords(cluster, home))),
  };
}

/** The functions have the same settings; one that talks to Kubernetes says where those are placed. */
async function settingsOf(find: Scene['function']): Promise<Settings> {
  const [takesStock, prepares] = await Promise.all([find('take-stock'), find('prepare-run')]);
  const { TABLE_NAME, TOPIC_ARN, REPORTS_BUCKET, ACCESS_ROLE_NAME, EXTERNAL_ID } =
    takesStock?.environment ?? prepares?.environment ?? {};
  return {
    tableName: TABLE_NAME ?? null,
    topicArn: TOPIC_ARN ?? null,
    bucket: REPORTS_BUCKET ?? null,
    accessRoleName: ACCESS_ROLE_NAME ?? 'eks-scheduler-access',
    externalId: EXTERNAL_ID ?? null,
    isPlaced: prepares?.isPlaced ?? false,
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
