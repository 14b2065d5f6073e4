import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * Below what kernels hand out by themselves (from 32768 on Linux, from 49152 elsewhere): a component may take half a minute to come up,
 * and meanwhile nobody is given its port by chance.
 */
const [lowest, highest] = [20_000, 32_000];
const triesAtMost = 100;

/** So many ports of 127.0.0.1 that nobody uses. All are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listenSomewhere(): Promise<Server> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await listen(randomInt(lowest, highest));
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || tries === triesAtMost) throw error;
    }
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
