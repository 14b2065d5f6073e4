import { counted } from '../headline.ts';
import type { Report } from '../report.ts';
import { durationInWords } from '../words.ts';
import { html, type Markup, nothing } from './markup.ts';
import { list, section } from './tables.ts';
import { moment } from './times.ts';

/** What a person who was woken reads: how it ended, what is still asleep, what to type. */
export function opening(report: Report): Markup {
  const { run, status, headline } = report;
  const { account, region, name } = run.cluster;
  return html`<header class="${status}">
<p class="about">${run.dryRun ? html`<b class="dry">Dry run</b> ` : nothing}${run.action} of <b>${name}</b> (${account}, ${region})</p>
<h1><span class="badge">${status}</span> ${headline}</h1>
<p class="about">${moment(run.startedAt)}, ${durationInWords(run.seconds)}, run <code>${run.id}</code></p>
${failure(report)}${leftover(report)}${next(report)}</header>
`;
}

function failure({ status, reason, phases }: Report): Markup {
  if (status !== 'failed') return nothing;
  const failed = phases.findLast((phase) => phase.status === 'failed' && phase.phase !== 'on-run-failed');
  const said = failed?.reason ?? reason;
  if (said === null) return nothing;
  // `DrainBlockedError: what it says`
  const [, name = null, text = said] = /^(\w+Error): ([\s\S]*)$/.exec(said) ?? [];
  return html`<p class="said">${name === null ? nothing : html`<b>${name}:</b> `}${text}</p>\n`;
}

function leftover({ run, aftermath }: Report): Markup {
  const { asleep, awake, relaxedWebhooks, pausedAutoscalers } = aftermath;
  const isStop = run.action === 'stop';
  const groups = [
    asleep.length > 0
      ? html`<li><b>${isStop ? 'Asleep' : 'Still asleep'}:</b> ${named(asleep, 'node group')}</li>\n`
      : null,
    awake.length > 0
      ? html`<li><b>${isStop ? 'Not seen asleep' : 'Awake'}:</b> ${named(awake, 'node group')}</li>\n`
      : null,
    !isStop && awake.length > 0 && asleep.length === 0 ? html`<li>Nothing is still asleep.</li>\n` : null,
    relaxedWebhooks.length > 0
      ? html`<li><b>${isStop ? 'Relaxed until the morning is through' : 'Still relaxed'}:</b> ${named(relaxedWebhooks, 'webhook')}</li>\n`
      : null,
    pausedAutoscalers.length > 0
      ? html`<li><b>${isStop ? 'Paused until the morning is through' : 'Still paused'}:</b> ${named(pausedAutoscalers, 'autoscaler')}</li>\n`
      : null,
  ];
  return groups.every((group) => group === null) ? nothing : html`<ul class="leftover">\n${groups}</ul>\n`;
}

/** `3 node groups (a, b, c)`; of many the first. */
function named(names: readonly string[], noun: string): string {
  const shown = names.slice(0, 8).join(', ');
  return `${counted(names.length, noun)} (${shown}${names.length > 8 ? `, and ${names.length - 8} more` : ''})`;
}

function next({ aftermath }: Report): Markup {
  return html`${aftermath.next.map(
    ({ text, command }) => html`<p class="next">${text}</p>\n<pre><code>${command}</code></pre>\n`,
  )}`;
}

export function warnings({ warnings: all, phases }: Report): Markup {
  const titles = new Map(phases.map(({ phase, title }) => [phase, title]));
  const items = all.map(({ phase, message }) => html`<b>${titles.get(phase) ?? phase}:</b> ${message}`);
  return section('warnings', `Warnings (${all.length})`, list(items));
}
