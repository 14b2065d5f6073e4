import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Half, runScenario } from './run-scenario.ts';
import type { Outcome, Scenario } from './scenario.ts';
import { type BothSides, startBothSides } from './side.ts';

/** So many at a time: each has a namespace and a node of its own. */
const atOnce = 8;
const agreementMs = 20_000;
const pollMs = 250;

interface Outcomes {
  readonly twin: Outcome;
  readonly real: Outcome;
}

/** Runs every scenario on the twin and on a real control plane, and registers a test for each: both must come to the same. */
export function compare(prefix: string, scenarios: readonly Scenario[]): { readonly sides: () => BothSides } {
  const runs = new Map<Scenario, Promise<Outcomes>>();
  let sides: BothSides | undefined;
  const both = (): BothSides => {
    if (!sides) throw new Error('The clusters are not up yet.');
    return sides;
  };
  beforeAll(async () => {
    sides = await startBothSides();
    const turns = Array.from({ length: atOnce }, () => Promise.resolve());
    for (const [index, scenario] of scenarios.entries()) {
      const run = (turns[index % atOnce] ?? Promise.resolve()).then(() =>
        runOnBoth(both(), scenario, `${prefix}-${index}`),
      );
      runs.set(scenario, run);
      turns[index % atOnce] = run.then(
        () => undefined,
        () => undefined,
      );
    }
    await Promise.all(turns);
  }, 120_000);
  afterAll(() => sides?.close());

  const judged = new Set<Scenario>();
  test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', async (title, scenario) => {
    // A second attempt is one only when the scenario runs anew, in a place of its own.
    const isAgain = judged.has(scenario);
    judged.add(scenario);
    const again = () => runOnBoth(both(), scenario, `${prefix}-${scenarios.indexOf(scenario)}-again`);
    const outcomes = await (isAgain ? again() : runs.get(scenario));
    if (!outcomes) throw new Error(`Nobody ran "${title}".`);
    const { twin, real } = outcomes;
    expect(twin).toEqual(real);
    expect(real).toMatchObject(scenario.expected);
  });
  return { sides: both };
}

async function runOnBoth({ twin, real }: BothSides, scenario: Scenario, ns: string): Promise<Outcomes> {
  const place = { ns, node: `node-${ns}` };
  const [left, right] = await Promise.all([runScenario(twin, scenario, place), runScenario(real, scenario, place)]);
  return agreed(left, right);
}

/** Until both are over, at rest, and agree; what they differ in when they do not is for the test to say. */
async function agreed(twin: Half, real: Half): Promise<Outcomes> {
  let before: Outcomes | undefined;
  for (const deadline = performance.now() + agreementMs; ; await sleep(pollMs)) {
    const [areOver, now] = [
      (await Promise.all([twin.isOver(), real.isOver()])).every(Boolean),
      { twin: await twin.outcome(), real: await real.outcome() },
    ];
    const isAtRest = areOver && isDeepStrictEqual(now, before);
    if (isAtRest && isDeepStrictEqual(now.twin, now.real)) return now;
    if (performance.now() > deadline) return now;
    before = now;
  }
}
