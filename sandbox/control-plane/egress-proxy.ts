import { createServer } from 'node:http';
import type { Socket } from 'node:net';

/** The way from the API server to the pods of webhooks: an HTTP CONNECT proxy on a Unix socket. */
export interface EgressProxy {
  /** Cuts the connections to pods that are not ready any more: the API server would go on using them. */
  cutStaleConnections(): void;
  close(): Promise<void>;
}

/** Serves the connections to one address. */
export interface Server {
  serve(connection: Socket): void;
}

/**
 * @param serverAt Who serves `10.3.4.5:9443`; null: the connection is refused, as if nobody listened there.
 */
export async function startEgressProxy(
  socketFile: string,
  serverAt: (address: string) => Server | null,
): Promise<EgressProxy> {
  const connections = new Map<Socket, string>();
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on('connect', ({ url: address = '' }, connection: Socket, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    const target = serverAt(address);
    if (!target) {
      connection.end(`HTTP/1.1 502 Nobody is ready at ${address}\r\n\r\n`);
      return;
    }
    connections.set(connection, address);
    connection.on('close', () => connections.delete(connection));
    connection.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) connection.unshift(head);
    target.serve(connection);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketFile, resolve);
  });
  return {
    cutStaleConnections: () => {
      for (const [connection, address] of connections) if (!serverAt(address)) connection.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections.keys()) connection.destroy();
        server.closeAllConnections();
      }),
  };
}
