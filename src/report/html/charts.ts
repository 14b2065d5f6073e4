import type { ProgressPoint } from '../progress.ts';
import type { Report } from '../report.ts';
import { html, type Markup, nothing } from './markup.ts';
import { section } from './tables.ts';
import { clockTime } from './times.ts';

const width = 1000;
const height = 100;

/** Pods and nodes over the time of the run; nothing where the journal knows too little for a line. */
export function charts({ run, progress }: Report): Markup {
  const pods = chart('Pods left to drain', progress.pods, run);
  const nodes = chart('Nodes of these node groups', progress.nodes, run);
  const ready = chart('Nodes that were Ready', progress.nodesReady, run);
  const known = [pods, nodes, ready].filter((one) => one !== nothing);
  if (known.length === 0) return nothing;
  return section('over-time', 'Pods and nodes over time', html`<div class="charts">${known}</div>\n`);
}

/** A count stays what it was until the next look, so the line goes in steps. The labels are text beside it: they do not stretch. */
function chart(title: string, points: readonly ProgressPoint[], run: Report['run']): Markup {
  const [first] = points;
  const last = points.at(-1);
  const most = Math.max(0, ...points.map(({ count }) => count));
  if (points.length < 2 || !first || !last || most === 0) return nothing;
  const from = Date.parse(run.startedAt);
  const whole = Math.max(Date.parse(run.endedAt) - from, 1);
  const x = ({ at }: ProgressPoint) =>
    Math.min(width, Math.max(0, Math.round(((Date.parse(at) - from) / whole) * width)));
  const y = ({ count }: ProgressPoint) => Math.round((1 - count / most) * height);
  const steps = points.map((point, index) => `${index === 0 ? `M${x(point)} ` : `H${x(point)}V`}${y(point)}`).join('');
  const line = `${steps}H${width}`;
  const label = `${title}: ${first.count} at ${clockTime(first.at)}, at most ${most}, ${last.count} at ${clockTime(last.at)}`;
  return html`<figure>
<figcaption>${title} <span class="item">${first.count} → ${last.count}</span></figcaption>
<div class="plot"><span class="top">${most}</span><span class="bottom">0</span><svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="area" d="${line}V${height}H${x(first)}Z"/><path class="line" d="${line}"/></svg></div>
<p class="axis"><span>${clockTime(run.startedAt)}</span><span>${clockTime(run.endedAt)} UTC</span></p>
</figure>
`;
}
