import type { Forecast } from '../sandbox/night/forecast.ts';
import { few } from '../src/domain/few.ts';
import type { Amounts } from '../src/domain/fit-pods.ts';
import { durationInWords } from '../src/report/words.ts';

/** What to expect of a night on the real cluster, a line each; `Forecast` of a rehearsal. */
export function forecastText(forecast: Forecast): string {
  return [
    ...timeLines(forecast),
    ...budgetLines(forecast),
    ...lossLines(forecast),
    ...webhookLines(forecast),
    ...listed('Come back: pods that tolerate a cordon, so they go last', comingBack(forecast)),
    ...unfitLines(forecast),
    savingsLine(forecast),
  ].join('\n');
}

function timeLines({ time }: Forecast): string[] {
  const { stop, start, longest, atMostLonger, graces } = time;
  const runs = [
    ...(stop === null ? [] : [`falling asleep ${durationInWords(stop)}`]),
    ...(start === null ? [] : [`waking ${durationInWords(start)}`]),
  ];
  const phases = longest.map(({ title, seconds }) => `${title} ${durationInWords(seconds)}`);
  const pods = graces.map(
    ({ workload, pods: count, graceSeconds }) => `${workload} (${podsOf(count)}, ${durationInWords(graceSeconds)})`,
  );
  return [
    ...(runs.length > 0
      ? [`Time: ${runs.join(', ')}; most of it ${phases.join(', ')}.`]
      : ['Time: no run was played to its end.']),
    ...(atMostLonger > 0
      ? [`  Up to ${durationInWords(atMostLonger)} more to fall asleep where pods use their whole grace, wave by wave.`]
      : []),
    ...(pods.length > 0 ? [`  Longest graces: ${pods.join(', ')}.`] : []),
  ];
}

function budgetLines({ budgets }: Forecast): string[] {
  if (budgets.length === 0) return ['Residual: none, no budget stands in the way.'];
  return listed(
    'Residual: budgets that never let these pods go, so they are deleted',
    budgets.map(({ budget, pods }) => `${budget || 'no budget'}: ${few(pods, 5).join(', ')}`),
  );
}

function lossLines({ lost }: Forecast): string[] {
  if (lost.length === 0) return ['Lost: nothing.'];
  const byWhat = Map.groupBy(lost, ({ what }) => what);
  return listed(
    'Lost: what the morning does not bring back',
    [...byWhat].map(([what, each]) => {
      const names = few(
        each.map(({ pod }) => pod),
        5,
      ).join(', ');
      return `${what === 'unmanaged' ? 'pods that nothing brings back' : `${what} data`}: ${names}`;
    }),
  );
}

function webhookLines({ webhooks }: Forecast): string[] {
  if (webhooks.length === 0) return ['Relaxed: no webhook would stand in the way.'];
  return listed(
    'Relaxed: webhooks that would stand in the way while their pods are gone',
    webhooks.map(({ kind, configuration, webhook, decision, why, result }) => {
      const name = `${kind.replace('WebhookConfiguration', '')}/${configuration}/${webhook}`;
      const stays = result === 'left-relaxed' ? '; it STAYS relaxed, its backend does not come back' : '';
      const left = decision === 'leave' ? '; NOT relaxed, the configuration says so' : '';
      return `${name}${why ? `: ${why}` : ''}${stays}${left}`;
    }),
  );
}

function comingBack({ comingBack: owners }: Forecast): string[] {
  return owners.map(({ workload, pods }) => `${workload}: ${podsOf(pods)}`);
}

function unfitLines({ unfit }: Forecast): string[] {
  if (unfit.length === 0) return ['Would not fit: nothing, every pod has room in the morning.'];
  return listed(
    'Would not fit: no node for them in the morning, with the sizes that come back',
    unfit.map(({ workload, pods, needs, why, fitsWhenGrown }) => {
      const grown = fitsWhenGrown ? `; an autoscaler may add a node to ${fitsWhenGrown} for it` : '';
      return `${workload}: ${podsOf(pods)}, each needs ${amounts(needs)}: ${why}${grown}`;
    }),
  );
}

function amounts(needs: Amounts): string {
  const parts = Object.entries(needs)
    .filter(([resource, amount]) => resource !== 'pods' && amount > 0)
    .map(([resource, amount]) => `${resource} ${resource === 'memory' ? inBytes(amount) : rounded(amount)}`);
  return parts.join(', ') || 'a place';
}

function inBytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${rounded(bytes / 2 ** 30)}Gi` : `${rounded(bytes / 2 ** 20)}Mi`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function savingsLine({ savings }: Forecast): string {
  const { hours, nodeHours, amount, currency, unpriced } = savings;
  const types = savings.byInstanceType.map(({ instanceTypes, nodeHours: own }) => `${own} of ${instanceTypes}`);
  const money = amount === null ? '' : `, ${amount.toFixed(2)} ${currency}`;
  const missing = unpriced.length > 0 ? ` (no price for ${unpriced.join(', ')})` : '';
  const of = types.length > 1 ? ` (${types.join(', ')})` : '';
  return `Saved in a night of ${hours} hours: ${nodeHours} node-hours${of}${money}${missing}.`;
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...few(lines, 10).map((line) => `  ${line}`)];
}

function podsOf(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}
