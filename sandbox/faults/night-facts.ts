import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { snapshotWorld, type WorldSnapshot } from '../night/world-snapshot.ts';
import { credentials, place, type Sandbox } from '../start-sandbox.ts';

/** What is there when a run has ended, without what is new each time: names of pods, moments, ids of runs. */
export interface NightFacts {
  readonly world: Omit<WorldSnapshot, 'waitingPods'> & { readonly waitingPods: number };
  /** The items of the state table that say what must come back, and the lock if there is one. */
  readonly records: readonly string[];
}

const newEachTime = new Set([
  'pk',
  'recordedAt',
  'runId',
  'restoredBy',
  'outcome',
  'holder',
  'acquiredAt',
  'renewedAt',
  'ttl',
]);

/** Looks at the cluster and the table; simulated time stands still meanwhile. */
export async function factsOf(sandbox: Sandbox): Promise<NightFacts> {
  const { waitingPods, ...world } = snapshotWorld(await sandbox.kubernetes.look(), sandbox.eks.snapshot());
  const records = await sandbox.clock.during(recordsOf(sandbox));
  return { world: { ...world, waitingPods: waitingPods.length }, records };
}

async function recordsOf({ awsUrl, deployment }: Sandbox): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint: awsUrl, region: place.region, credentials });
  try {
    const TableName = deployment.tables[0]?.name ?? '';
    const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName }));
    return Items.filter(({ sk }) => !String(sk).startsWith('RUN#'))
      .map((item) => JSON.stringify(item, (key, value) => (newEachTime.has(key) ? undefined : sorted(value))))
      .sort();
  } finally {
    client.destroy();
  }
}

/** With the keys of objects in order: an item has none. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is not as in the undisturbed night, each in one line. */
export function factsThatDiffer(when: string, undisturbed: NightFacts, seen: NightFacts): string[] {
  const [wanted, got] = [linesOf(undisturbed), linesOf(seen)];
  const missing = [...wanted].filter((line) => !got.has(line)).map((line) => `${when}: without ${line}`);
  const added = [...got].filter((line) => !wanted.has(line)).map((line) => `${when}: with ${line}`);
  return [...missing, ...added];
}

function linesOf({ world, records }: NightFacts): Set<string> {
  const lines = Object.entries(world).flatMap(([what, value]) =>
    typeof value === 'object'
      ? Object.entries(value).map(([name, one]) => `${what} ${name} ${JSON.stringify(one)}`)
      : [`${what} ${value}`],
  );
  return new Set([...lines, ...records.map((record) => `record ${record}`)]);
}
