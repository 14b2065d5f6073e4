import { type AwsServer, type AwsServerOptions, startAwsServer } from '../../../sandbox/aws/server.ts';
import type { Clock } from '../../../sandbox/clock/clock.ts';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';

export const account = '111122223333';
export const region = 'eu-west-1';
export const credentials = { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox-secret' };
export const evening = new Date('2026-11-03T20:00:00Z');

export function aClock(): SimulatedClock {
  return new SimulatedClock(evening);
}

/** An endpoint for these services, and what an SDK client needs to talk to it. */
export async function anEndpoint(
  options: Pick<AwsServerOptions, 'services'> & Partial<AwsServerOptions> & { readonly clock?: Clock },
) {
  const server: AwsServer = await startAwsServer({ clock: aClock(), ...options });
  return { server, client: { endpoint: server.url, region, credentials, maxAttempts: 1 } };
}
