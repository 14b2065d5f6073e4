import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { costPage, dollarsOfNight, targetDollars } from '../../build/cost/cost-page.ts';
import { countNight, type NightCounts } from '../../build/cost/count-night.ts';
import { standingResources } from '../../build/cost/standing-resources.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';

const page = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');

/** The one figure of the page that is measured, as the page has it. */
const measuredSeconds = Number(/They worked ([\d.]+) s/.exec(page)?.[1]);

let counts: NightCounts;

beforeAll(async () => {
  ({ counts } = await countNight(10));
});

test('docs/cost.md says what a stop and a start of ten node groups use now: npm run docs:cost writes it anew', async () => {
  const standing = standingResources(await synthesize());
  const night = { counts, measuredSeconds };

  expect(page).toBe(costPage(night, standing));
  expect(dollarsOfNight(night, standing)).toBeLessThanOrEqual(targetDollars);
});

test('twice the node groups cost less than twice as much', async () => {
  const standing = standingResources(await synthesize());
  const ten = dollarsOfNight({ counts, measuredSeconds }, standing);
  const twenty = dollarsOfNight({ ...(await countNight(20)), measuredSeconds }, standing);

  expect(twenty).toBeLessThan(2 * ten);
});
