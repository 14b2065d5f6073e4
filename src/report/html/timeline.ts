import { counted } from '../headline.ts';
import type { ReportPhase } from '../phases.ts';
import type { ReportWave } from '../progress.ts';
import type { Report } from '../report.ts';
import { durationInWords } from '../words.ts';
import { html, type Markup, nothing } from './markup.ts';
import { section } from './tables.ts';
import { clockTime } from './times.ts';

/** The bars are drawn on this width, and stretched to that of the page. */
const width = 1000;
/** Narrower than that, a bar could not be seen. */
const barAtLeast = 4;
const rowsAtMost = 200;

/** When each phase was under way, as bars over the time of the run, with the waves of the drain under it. */
export function timeline({ run, phases, progress }: Report): Markup {
  const bar = barOver(run);
  const rows = phases.slice(0, rowsAtMost).map((phase) => {
    const waves = phase.phase === 'drain-nodes' ? progress.waves.map((wave) => waveRow(wave, bar)) : [];
    return html`${phaseRow(phase, bar)}${waves}`;
  });
  if (rows.length === 0) return nothing;
  return section(
    'timeline',
    'Timeline',
    html`<ol class="timeline">
${rows}</ol>
<p class="axis"><span>${clockTime(run.startedAt)}</span><span>${clockTime(run.endedAt)} UTC</span></p>
`,
  );
}

type Bar = (part: { readonly startedAt: string; readonly endedAt: string }, kind: string, label: string) => Markup;

function phaseRow(phase: ReportPhase, bar: Bar): Markup {
  const name = phase.item === null ? phase.title : html`${phase.title} <span class="item">${phase.item}</span>`;
  const passes = phase.passes > 1 ? `, ${phase.passes} passes` : '';
  const words = phase.status === 'done' ? nothing : html` <span class="state ${phase.status}">${phase.status}</span>`;
  const label = `${phase.title}, ${phase.status}, ${clockTime(phase.startedAt)} to ${clockTime(phase.endedAt)}`;
  return html`<li class="${phase.status}"><span class="name">${name}${words}</span><span class="took">${durationInWords(phase.seconds)}${passes}</span>${bar(phase, phase.status, label)}</li>
`;
}

function waveRow(wave: ReportWave, bar: Bar): Markup {
  const seconds = Math.max(0, Math.round((Date.parse(wave.endedAt) - Date.parse(wave.startedAt)) / 1000));
  const label = `Wave ${wave.wave}, ${clockTime(wave.startedAt)} to ${clockTime(wave.endedAt)}`;
  return html`<li class="wave"><span class="name">wave ${wave.wave}</span><span class="took">${durationInWords(seconds)}, from ${counted(wave.podsLeft, 'pod')}</span>${bar(wave, `wave-${wave.wave}`, label)}</li>
`;
}

function barOver(run: Report['run']): Bar {
  const from = Date.parse(run.startedAt);
  const whole = Math.max(Date.parse(run.endedAt) - from, 1);
  const place = (instant: string) => Math.min(width, Math.max(0, ((Date.parse(instant) - from) / whole) * width));
  return ({ startedAt, endedAt }, kind, label) => {
    const left = Math.min(place(startedAt), width - barAtLeast);
    const size = Math.max(place(endedAt) - left, barAtLeast);
    return html`<svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" role="img" aria-label="${label}"><rect class="track" width="${width}" height="10"/><rect class="${kind}" x="${rounded(left)}" width="${rounded(size)}" height="10"/></svg>`;
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
