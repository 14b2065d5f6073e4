import { ConfigurationError } from '../domain/errors.ts';
import { laidOver } from './lay-over.ts';
import { assertPlacesFit } from './places-limit.ts';
import type { Configuration } from './schema.ts';
import { shownPath, shownValue } from './shown-value.ts';

/** A run's settings go down the machine with every step; Step Functions carries 256 KiB, and the node groups need their part. */
const largestBytes = 64 * 1024;

/**
 * What no single source can see: sources that contradict one another, and all of them together being too much.
 *
 * @throws {ConfigurationError} that names the keys.
 */
export function assertConsistent(whole: Configuration): void {
  assertNoContradiction(whole, 'file, environment and input together');
  assertDrainsKeepUp(whole);
  assertTravels(whole);
  assertFleetsFit(whole);
}

/** The same for the clusters that have overrides of their own: it is told when it is deployed, and not in their night. */
export function assertEachConsistent(whole: Configuration): void {
  for (const [name, overrides] of Object.entries(whole.clusters)) {
    const merged = laidOver(whole, overrides) as Configuration;
    assertNoContradiction(merged, `${shownPath(['clusters', name])} and the rest together`);
    assertTravels(merged);
  }
}

/** `never` would win, and whoever wrote `always` would learn of it from a cluster that does not come up. */
function assertNoContradiction({ webhooks: { always, never } }: Configuration, where: string): void {
  const kept = new Set(never);
  const contradicted = always.find((name) => kept.has(name) || kept.has(name.split('/')[0] ?? name));
  if (contradicted === undefined) return;
  throw new ConfigurationError(
    `webhooks.always and webhooks.never both name ${shownValue(contradicted)} (${where}).`,
    'Take it out of one of them.',
  );
}

/** A fleet would have more clusters to drain than may be drained: the others' passes would be refused until their runs fail. */
function assertDrainsKeepUp({ fleet: { concurrency }, deployment: { drainConcurrency } }: Configuration): void {
  if (drainConcurrency === null || drainConcurrency >= concurrency) return;
  throw new ConfigurationError(
    `deployment.drainConcurrency: ${drainConcurrency} is below fleet.concurrency, ${concurrency} (file and environment together).`,
    `Write ${concurrency} or more, or null, or lower fleet.concurrency.`,
  );
}

function assertTravels(whole: Configuration): void {
  const { schedules: _, deployment: __, clusters: ___, ...travels } = whole;
  const sizes = Object.entries(travels).map(([key, value]) => ({
    key,
    bytes: Buffer.byteLength(JSON.stringify(value)),
  }));
  const bytes = sizes.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes <= largestBytes) return;
  const [largest] = sizes.sort((one, other) => other.bytes - one.bytes);
  throw new ConfigurationError(
    `${largest?.key}: takes ${largest?.bytes} bytes of the ${bytes} that the configuration has (file, environment and input together).`,
    `Shorten it, with patterns (*) where many names are alike: all of it may have ${largestBytes} bytes, because it goes down the machine with every step of a run.`,
  );
}

/** A person's fleet, and those of the schedules, look where they say and else where the configuration says. */
function assertFleetsFit({ accounts, regions, schedules }: Configuration): void {
  const where = 'eks-scheduler.yaml';
  assertPlacesFit({ accounts, regions }, 'A fleet', where);
  for (const { name, ...narrowed } of schedules) {
    const places = {
      accounts: narrowed.accounts.length > 0 ? narrowed.accounts : accounts,
      regions: narrowed.regions.length > 0 ? narrowed.regions : regions,
    };
    assertPlacesFit(places, `The schedule "${name}"`, where);
  }
}
