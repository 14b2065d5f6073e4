import { expect, test } from '@jest/globals';
import { searchHistories } from './search-histories.ts';

test('no history of another seed loses anything', async () => {
  expect(await searchHistories({ seed: 20_260_113, histories: 150 })).toEqual({ histories: 150, counterexample: null });
}, 300_000);
