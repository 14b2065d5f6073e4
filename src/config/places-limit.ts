import { ConfigurationError } from '../domain/errors.ts';

/** Clusters are listed place by place: so many take Resolve targets a minute, and it has five. */
const mostPlaces = 2500;

/**
 * Every account is looked at in every region. An empty list is one: the scheduler's own.
 *
 * @param whose `The fleet`, or `The schedule "office-hours"`.
 * @param where The source, as other findings name it: `input of the execution`.
 * @throws {ConfigurationError} for more places than one fleet can look at.
 */
export function assertPlacesFit(
  { accounts, regions }: { readonly accounts: readonly string[]; readonly regions: readonly string[] },
  whose: string,
  where: string,
): void {
  const counts = [accounts, regions].map((list) => Math.max(1, new Set(list).size));
  const [ofAccounts = 1, ofRegions = 1] = counts;
  const places = ofAccounts * ofRegions;
  if (places <= mostPlaces) return;
  throw new ConfigurationError(
    `accounts, regions: ${whose} would look at ${places} places, ${ofAccounts} accounts in ${ofRegions} regions (${where}).`,
    `Name fewer regions, or split it by accounts: at most ${mostPlaces} places each.`,
  );
}
