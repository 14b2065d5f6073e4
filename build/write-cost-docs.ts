// Writes docs/cost.md: what a night of a cluster with ten node groups costs, from what the sandbox counts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { synthesize } from '../sandbox/deployment/synthesize.ts';
import { costPage, dollarsOfNight, targetDollars } from './cost/cost-page.ts';
import { countNight } from './cost/count-night.ts';
import { standingResources } from './cost/standing-resources.ts';

const standing = standingResources(await synthesize());
// The first night loads everything; what it takes is in the assumption about cold starts.
await countNight(10);
const { counts, measuredSeconds } = await countNight(10);
// As the page says it, so that the page can be made again from itself.
const night = { counts, measuredSeconds: Math.ceil(measuredSeconds * 10) / 10 };
writeFileSync(fileURLToPath(new URL('../docs/cost.md', import.meta.url)), costPage(night, standing));
const dollars = dollarsOfNight(night, standing);
process.stdout.write(`A stop and a start of ten node groups: ${dollars.toFixed(4)} USD, target ${targetDollars} USD\n`);
if (dollars > targetDollars) process.exitCode = 1;
