import { expect, test } from '@jest/globals';
import { forecastText } from '../../cli/forecast-text.ts';
import type { Forecast } from '../../sandbox/night/forecast.ts';

/** A night without any trouble. */
function aForecast(parts: Partial<Forecast> = {}): Forecast {
  return {
    time: {
      stop: 200,
      start: 100,
      longest: [{ action: 'stop', title: 'Drain nodes', seconds: 64 }],
      atMostLonger: 0,
      graces: [],
    },
    budgets: [],
    lost: [],
    webhooks: [],
    comingBack: [],
    unfit: [],
    savings: {
      ...{
        hours: 11,
        nodeHours: 0,
        byInstanceType: [],
        amount: null,
        currency: null,
        unpriced: [],
        controlPlane: null,
      },
    },
    ...parts,
  };
}

function lines(parts: Partial<Forecast>): string[] {
  return forecastText(aForecast(parts)).split('\n');
}

const webhook = {
  kind: 'ValidatingWebhookConfiguration',
  configuration: 'policies',
  webhook: 'nodes.example.io',
  decision: 'relax',
  reason: 'bootstrap',
  why: 'CREATE nodes: the kubelet registers its node',
  result: 'restored',
} as const;

test('a night without trouble says so, line by line', () => {
  expect(lines({})).toEqual([
    'Time: falling asleep 3 min 20 s, waking 1 min 40 s; most of it Drain nodes 1 min 4 s.',
    'Residual: none, no budget stands in the way.',
    'Lost: nothing.',
    'Relaxed: no webhook would stand in the way.',
    'Would not fit: nothing, every pod has room in the morning.',
    'Saved in a night of 11 hours: 0 node-hours.',
  ]);
});

test('graces that take longer are told with their pods; a rehearsal that did not play a run has no time', () => {
  const graces = [{ workload: 'StatefulSet data/kafka', pods: 3, wave: 'applications' as const, graceSeconds: 600 }];
  const time = { stop: null, start: null, longest: [], atMostLonger: 630, graces };
  expect(lines({ time }).slice(0, 3)).toEqual([
    'Time: no run was played to its end.',
    '  Up to 10 min 30 s more to fall asleep where pods use their whole grace, wave by wave.',
    '  Longest graces: StatefulSet data/kafka (3 pods, 10 min 0 s).',
  ]);
});

test('a webhook that stays relaxed, or that the configuration leaves alone, stands out', () => {
  const told = lines({
    webhooks: [webhook, { ...webhook, result: 'left-relaxed' }, { ...webhook, decision: 'leave', result: null }],
  });
  const name = '  Validating/policies/nodes.example.io: CREATE nodes: the kubelet registers its node';
  expect(told).toContain(name);
  expect(told).toContain(`${name}; it STAYS relaxed, its backend does not come back`);
  expect(told).toContain(`${name}; NOT relaxed, the configuration says so`);
});

test('what does not fit is told with what each pod needs, why, and which group would help', () => {
  const unfit = {
    workload: 'Deployment shop/big',
    pods: 2,
    needs: { pods: 1, cpu: 4.5, memory: 8 * 2 ** 30 },
    why: 'no room is left: cpu',
    fitsWhenGrown: 'apps',
  };
  expect(lines({ unfit: [unfit] })).toContain(
    '  Deployment shop/big: 2 pods, each needs cpu 4.5, memory 8Gi: no room is left: cpu; an autoscaler may add a node to apps for it',
  );
});

test('long lists end with how many more there are', () => {
  const lost = Array.from({ length: 8 }, (_, index) => ({ pod: `shop/p${index}`, what: 'emptyDir' }));
  expect(lines({ lost })).toContain('  emptyDir data: shop/p0, shop/p1, shop/p2, shop/p3, shop/p4, 3 more');
});

test('money is told where there are prices, and what has none', () => {
  const savings = {
    ...{ hours: 14, nodeHours: 28, amount: 2.8, currency: 'EUR', unpriced: ['t3.large'], controlPlane: null },
    byInstanceType: [{ instanceTypes: 'm5.large', nodes: 2, nodeHours: 28, amount: 2.8 }],
  };
  expect(lines({ savings })).toContain(
    'Saved in a night of 14 hours: 28 node-hours, 2.80 EUR (no price for t3.large).',
  );
});
