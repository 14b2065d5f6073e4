import { ownClients } from '../../src/aws/clients.ts';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import { endedExecutions } from '../../src/aws/ended-executions.ts';
import { s3Reports } from '../../src/aws/s3-reports.ts';
import { snsNotices } from '../../src/aws/sns-notices.ts';
import type { LambdaContext } from '../as-lambda.ts';
import { readEnvironment } from '../environment.ts';
import { thrownByPhase } from '../thrown-by-phase.ts';
import { deployedWiring, type Wiring } from '../wiring.ts';
import { failureMeasurement } from './failure-measurement.ts';
import type { FailureAnswer, FailureContext } from './on-run-failed.ts';
import type { StatusEvent } from './status-event.ts';

type Listener = (context: FailureContext, event: StatusEvent) => Promise<FailureAnswer | null>;

/**
 * Makes the handler of a function that EventBridge calls when an execution ends. It has no run and no cluster to reach: only what
 * the scheduler's own account holds.
 */
export function asStatusListener(
  listener: Listener,
  wiring: Wiring = deployedWiring,
): (event: StatusEvent, lambda: LambdaContext) => Promise<FailureAnswer | null> {
  let made: Pick<FailureContext, 'executions' | 'notices' | 'reports' | 'connect'> | undefined;
  return async (event, lambda) => {
    const logger = wiring.logger({ runId: event.detail.name, phase: 'on-run-failed' });
    try {
      made ??= connect(wiring.variables);
      // arn:aws:lambda:<region>:<account>:function:<name>
      const [, , , region = '', account = ''] = lambda.invokedFunctionArn.split(':');
      const answer = await listener(
        {
          ...{ ...made, now: wiring.now, account, region },
          configurationText: wiring.configurationText(),
          environment: wiring.variables,
          info: (message, detail) => logger.info(message, detail),
        },
        event,
      );
      logger.info(`Run ${event.detail.status}`, { answer });
      const failure = answer?.isNew ? failureMeasurement(event, wiring.now()) : null;
      if (failure !== null) wiring.measure(failure);
      return answer;
    } catch (error) {
      const thrown = thrownByPhase(error);
      logger.error('On run failed has failed itself', thrown);
      throw thrown;
    }
  };
}

function connect(
  variables: Wiring['variables'],
): Pick<FailureContext, 'executions' | 'notices' | 'reports' | 'connect'> {
  const { region, tableName, topicArn, reportsBucket } = readEnvironment(variables);
  const { table, states, notices, reports } = ownClients(region);
  return {
    executions: endedExecutions(states),
    notices: snsNotices(notices, topicArn),
    reports: s3Reports(reports, reportsBucket),
    connect: ({ cluster }) => {
      const at = clusterTable(table, tableName, cluster);
      return { lock: dynamodbLock(at), journal: dynamodbJournal(at), records: dynamodbRecords(at) };
    },
  };
}
