import { ownClients } from '../../src/aws/clients.ts';
import { dynamodbStock } from '../../src/aws/dynamodb-stock.ts';
import type { StockRoom } from '../../src/aws/ports.ts';
import { readEnvironment } from '../environment.ts';
import { thrownByPhase } from '../thrown-by-phase.ts';
import { deployedWiring, type Wiring } from '../wiring.ts';
import type { StockAnswer, StockContext } from './take-stock.ts';

/** Makes the handler of Take stock, which EventBridge calls by the clock and which takes no input. */
export function asStockTaker(
  takeStock: (context: StockContext) => Promise<StockAnswer>,
  wiring: Wiring = deployedWiring,
): () => Promise<StockAnswer> {
  let stock: StockRoom | undefined;
  return async () => {
    const logger = wiring.logger({ phase: 'take-stock' });
    try {
      stock ??= connect(wiring.variables);
      const answer = await takeStock({
        now: wiring.now(),
        configurationText: wiring.configurationText(),
        environment: wiring.variables,
        stock,
        measure: wiring.measure,
      });
      logger.info(`${answer.asleep.length} clusters asleep, ${answer.pastStart.length} past their start`, { answer });
      return answer;
    } catch (error) {
      const thrown = thrownByPhase(error);
      logger.error('Take stock failed', thrown);
      throw thrown;
    }
  };
}

function connect(variables: Wiring['variables']): StockRoom {
  const { region, tableName } = readEnvironment(variables);
  return dynamodbStock(ownClients(region).table, tableName);
}
