import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import type { Executions, LockHolder } from '../../src/aws/ports.ts';
import { stepFunctionsExecutions } from '../../src/aws/step-functions-executions.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { isGoingOn } from '../../src/domain/standing.ts';
import { type Asking, confirmed, terminalAsking } from '../confirm.ts';
import { connectToDeployment } from '../connect-to-deployment.ts';
import { exitCodes } from '../exit-codes.ts';
import { idOf } from '../follow/followed.ts';
import { commandLine, type PlaceWords, placeIn } from '../follow/hints.ts';
import { print, printJson, tell } from '../terminal.ts';

export interface UnlockOptions {
  readonly cluster: string;
  readonly account?: string;
  readonly clusterRegion?: string;
  readonly region?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * `unlock`: deletes a cluster's lock where its holder has ended, and only as long as it is that holder's. Answers the exit code.
 *
 * @throws {ConfigurationError} where the holder goes on, and where somebody else has taken it meanwhile.
 */
export async function unlockCluster(options: UnlockOptions, asking: Asking = terminalAsking): Promise<number> {
  const deployment = await connectToDeployment(options.region);
  const { clients, account, region } = deployment;
  const cluster = {
    name: options.cluster,
    account: options.account ?? account,
    region: options.clusterRegion ?? region,
  };
  const lock = dynamodbLock(clusterTable(clients.table, await deployment.tableName(), cluster));
  const held = await lock.current();
  const say = (says: string, holder: string | null) => {
    if (options.json) printJson({ cluster, holder, says });
    else if (!options.quiet) print(says);
    return exitCodes.done;
  };
  if (held === null) return say(`Nobody holds ${cluster.name}: there is no lock.`, null);
  const place = placeIn(options.region);
  const executions = stepFunctionsExecutions(clients.states);
  const who = await endedHolder(executions, cluster.name, held, place);
  const question = `${cluster.name} is held by ${who}. Take the lock away?`;
  const isMeant = await confirmed(question, { yes: options.yes, otherwise: 'refuse' }, asking);
  if (!isMeant) {
    tell('The lock was left alone.');
    return exitCodes.done;
  }
  // Whoever was asked may have thought for long: a run that was redriven meanwhile has its cluster.
  if (!options.yes) await endedHolder(executions, cluster.name, held, place);
  await lock.release({ executionArn: held.holder });
  const now = await lock.current();
  if (now !== null) {
    throw new ConfigurationError(`${cluster.name} was taken meanwhile by ${idOf(now.holder)}.`, 'Let that run end.');
  }
  return say(`The lock of ${cluster.name} is gone. It was held by ${who}.`, held.holder);
}

/**
 * Who holds it, in words.
 *
 * @throws {ConfigurationError} where the holder goes on.
 */
async function endedHolder(
  executions: Pick<Executions, 'status'>,
  name: string,
  { holder, action, acquiredAt }: LockHolder,
  place: PlaceWords,
): Promise<string> {
  const id = idOf(holder);
  const status = await executions.status(holder);
  const who = `the ${action} ${id} (${status}), since ${acquiredAt}`;
  if (!isGoingOn(status)) return who;
  throw new ConfigurationError(
    `${name} is held by ${who}.`,
    `Wait until it ends, or end it: ${commandLine(place, 'abort', id)}`,
  );
}
