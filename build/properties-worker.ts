// One process of `npm run properties`: searches with its seed, and says what it found.
import { searchHistories } from '../test/properties/search-histories.ts';

const [seed, histories] = process.argv.slice(2).map(Number);
const onPlayed = () => void process.send?.('played');
const found = await searchHistories({ seed: seed ?? 0, histories: histories ?? 0, onPlayed });
process.send?.(found, () => process.exit());
