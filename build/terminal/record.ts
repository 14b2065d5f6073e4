import { fileURLToPath } from 'node:url';
import { main } from '../../cli/main.ts';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { shorten } from './shorten.ts';

const exampleWorld = fileURLToPath(new URL('../../sandbox/worlds/example.yaml', import.meta.url));
const evening = new Date('2026-01-12T20:00:00Z');
const morning = new Date('2026-01-13T07:00:00Z');

/** What `npm start` prints, for a page. It is the same each time: the clock is simulated and the seed fixed. */
export async function recordNight(): Promise<string> {
  // The table says once more, in numbers, what the lines above it say.
  const text = (await printedBy(['rehearse'])).replace(/\nPhases, in [\s\S]*?\n\n/, '\n');
  return asBlock([['npm start', shorten(text)]]);
}

/** A stop, a look and a start of the example cluster by the commands, against a sandbox. Times and names are made the same each time. */
export async function recordSession(): Promise<string> {
  const clock = new SimulatedClock(evening);
  const sandbox = await startSandbox({ world: readWorld(exampleWorld), clock });
  const environment = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.awsUrl,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  try {
    const type = async (...words: string[]) =>
      [`npx eks-scheduler ${words.join(' ')}`, shorten(sameEachTime(await printedBy(words)))] as const;
    const asleep = [await type('stop', '--cluster', 'shop-dev'), await type('status', '--cluster', 'shop-dev')];
    await letPass(clock, morning.getTime() - clock.now());
    return asBlock([...asleep, await type('start', '--cluster', 'shop-dev')]);
  } finally {
    process.env = environment;
    await sandbox.close();
  }
}

function asBlock(shown: readonly (readonly [command: string, text: string])[]): string {
  const parts = shown.map(([command, text]) => `$ ${command}\n${text.replace(/^\n+/, '')}`);
  return ['```console', parts.join('\n\n'), '```'].join('\n');
}

/**
 * What is another each time is left out: which of the passes that wait somebody sees, the random end of a run's name, and how long ago
 * something was, because whoever looks does not live in the sandbox's time.
 */
function sameEachTime(text: string): string {
  return text
    .replaceAll(/^\d\d:\d\d:\d\d .* …( .*)?\n/gm, '')
    .replaceAll(/\b(shop-dev-stop)-\d{8}T\d{6}Z-[0-9a-f]{4}\b/g, '$1-20260112T200000Z-3f9a')
    .replaceAll(/\b(shop-dev-start)-\d{8}T\d{6}Z-[0-9a-f]{4}\b/g, '$1-20260113T070000Z-b27c')
    .replaceAll(/^(since \S+ \S+ UTC) \([^)]*\)/gm, '$1');
}

/** @throws {Error} where the command did not end with 0. */
async function printedBy(words: readonly string[]): Promise<string> {
  let text = '';
  const { write } = process.stdout;
  process.stdout.write = (more: string | Uint8Array) => {
    text += more;
    return true;
  };
  const { CI, NO_COLOR } = process.env;
  Object.assign(process.env, { CI: 'true', NO_COLOR: '1' });
  try {
    const exitCode = await main(words);
    if (exitCode !== 0) throw new Error(`eks-scheduler ${words.join(' ')} ended with ${exitCode}: ${text}`);
    return text;
  } finally {
    process.stdout.write = write;
    restore({ CI, NO_COLOR });
  }
}

function restore(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
