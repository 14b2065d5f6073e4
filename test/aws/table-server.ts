import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

/** A DynamoDB that begins without a table. */
export interface TableServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

declare global {
  /** Set by the configuration of the tests on real parts. */
  var onDynamoDbLocal: boolean | undefined;
}

/** dynalite, in this process; in `npm run test:real` the same tests meet Amazon's own DynamoDB Local. */
export async function startTableServer(): Promise<TableServer> {
  if (!globalThis.onDynamoDbLocal) return startDynalite();
  const { startDynamoDbLocal } = await import('../real/dynamodb-local.ts');
  return startDynamoDbLocal();
}

async function startDynalite(): Promise<TableServer> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
    },
  };
}
