import { charts } from './html/charts.ts';
import { html, Markup } from './html/markup.ts';
import { opening, warnings } from './html/opening.ts';
import { styles } from './html/styles.ts';
import { actions, comparison, drift, figures, nodeGroups, removals, savings, webhooks } from './html/tables-of-run.ts';
import { timeline } from './html/timeline.ts';
import type { Report } from './report.ts';

/**
 * The report as one HTML file that needs nothing else: no network, no script. How it ended, what is still asleep and what to type come
 * first, then the warnings; readable on a phone and on paper, light and dark.
 */
export function reportAsHtml(report: Report): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${report.headline}</title>
<style>${new Markup(styles)}</style>
</head>
<body>
<main>
${opening(report)}${warnings(report)}${figures(report)}${timeline(report)}${charts(report)}${nodeGroups(report)}${removals(report)}${comparison(report)}${savings(report)}${drift(report)}${webhooks(report)}${actions(report)}</main>
<footer>EKS Scheduler, report of run <code>${report.run.id}</code>, format ${report.schemaVersion}. All times are UTC. The JSON, CSV and text of the same name say the same.</footer>
</body>
</html>
`;
  return page.text;
}
