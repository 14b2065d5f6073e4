import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** How many of the machine's cores are busy, whoever keeps them so, on the average of the next two seconds. */
export async function busyCores(): Promise<number> {
  const [before, from] = [busyMs(), performance.now()];
  await delay(2000);
  return Number(((busyMs() - before) / (performance.now() - from)).toFixed(2));
}

function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.sys + times.nice + times.irq, 0);
}
