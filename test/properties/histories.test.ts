import { expect, test } from '@jest/globals';
import { searchHistories } from './search-histories.ts';

// The other half of the sample is in more-histories.test.ts, for the other core; `npm run properties` plays thousands.
test('no history of runs, crashes, redrives, changes by hand and lost copies loses anything', async () => {
  expect(await searchHistories({ seed: 20_260_112, histories: 150 })).toEqual({ histories: 150, counterexample: null });
}, 300_000);
