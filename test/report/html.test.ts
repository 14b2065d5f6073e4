import { describe, expect, test } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { JournalEntry } from '../../src/aws/ports.ts';
import { reportAsHtml } from '../../src/report/html.ts';
import { buildReport, endOf, journalAlone, type Report } from '../../src/report/report.ts';
import { aNight, anEntry, aPastRun, aRecord, aRun } from './a-journal.ts';

const endedAt = new Date('2026-11-23T18:09:12.000Z');
const sources = { ...journalAlone, records: [aRecord({ name: 'apps' })], before: aPastRun({ status: 'failed' }) };
const good = buildReport(aRun(), aNight(), endOf(aNight(), endedAt), sources);

function failedReport(): Report {
  const entries = aNight().map(
    (entry): JournalEntry =>
      entry.phase === 'drain-nodes'
        ? { ...entry, status: 'failed', reason: 'DrainBlockedError: a budget holds it.' }
        : entry,
  );
  return buildReport(aRun(), entries, { status: 'failed', reason: 'DrainBlockedError', endedAt });
}

/** The page without its doctype, as XML: what is not well-formed is refused. */
function parsed(page: string): unknown {
  const xml = page.replace('<!doctype html>', '');
  const options = { unpairedTags: ['meta'], ignoreAttributes: false, preserveOrder: true, trimValues: false };
  expect(XMLValidator.validate(xml, options)).toBe(true);
  return new XMLParser(options).parse(xml);
}

/** Every element of the page: its name, its attributes, the text in it. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

function elementsOf(page: string): Element[] {
  const found: Element[] = [];
  const visit = (nodes: readonly Record<string, unknown>[]): string =>
    nodes
      .map((node) => {
        if ('#text' in node) return String(node['#text']);
        const [name = ''] = Object.keys(node).filter((key) => key !== ':@');
        const text = visit(node[name] as Record<string, unknown>[]);
        const attributes = Object.fromEntries(
          Object.entries((node[':@'] ?? {}) as Record<string, string>).map(([key, value]) => [key.slice(2), value]),
        );
        found.push({ name, attributes, text });
        return text;
      })
      .join('');
  visit(parsed(page) as Record<string, unknown>[]);
  return found;
}

function textsOf(page: string, name: string): string[] {
  return elementsOf(page)
    .filter((element) => element.name === name)
    .map(({ text }) => text.trim());
}

/** The big numbers, by what they count. */
function figuresIn(page: string): Record<string, number> {
  const titles = textsOf(page, 'dt');
  return Object.fromEntries(textsOf(page, 'dd').map((value, index) => [titles[index], Number(value)]));
}

describe('the page', () => {
  const page = reportAsHtml(good);

  test('has one main heading that says how it ended, and a heading for each part', () => {
    expect(textsOf(page, 'h1')).toEqual(['succeeded dev is asleep: 7 nodes scaled away']);
    expect(textsOf(page, 'h2')).toEqual([
      'Warnings (1)',
      'Timeline',
      'Pods and nodes over time',
      'Node groups',
      'What was forced, what was lost',
      'What differs from last time',
      'Savings',
      'Webhooks',
      'Every change',
    ]);
  });

  test('needs no script and nothing from elsewhere, and forbids both', () => {
    expect(page).not.toMatch(/<script|\son\w+=|javascript:|@import|url\(|\ssrc=|\shref=|https?:/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('has tables whose columns have headings, and cells that carry them on a phone', () => {
    const elements = elementsOf(page);
    const named = elements.filter(({ name }) => name === 'th' || name === 'td');

    expect(elements.filter(({ name }) => name === 'table').length).toBeGreaterThan(4);
    expect(
      named.every(({ name, attributes }) => (name === 'th' ? attributes.scope === 'col' : attributes['data-title'])),
    ).toBe(true);
  });

  test('draws each phase and each wave as a bar that says in words what it shows', () => {
    const bars = elementsOf(page).filter(({ name, attributes }) => name === 'svg' && attributes.class === 'bar');

    expect(bars).toHaveLength(good.phases.length + good.progress.waves.length);
    expect(bars.map(({ attributes }) => attributes['aria-label'])).toContain('Drain nodes, done, 18:00:00 to 18:03:12');
    expect(bars.map(({ attributes }) => attributes['aria-label'])).toContain('Wave core, 18:02:00 to 18:03:12');
  });

  test('keeps every bar inside the time of the run', () => {
    const last = anEntry({ phase: 'report-run', title: 'Report run', startedAt: endedAt.toISOString() });
    const entries = [...aNight(), { ...last, endedAt: endedAt.toISOString() }];
    const page = reportAsHtml(buildReport(aRun(), entries, endOf(entries, endedAt)));
    const rects = elementsOf(page).filter(({ name, attributes }) => name === 'rect' && attributes.class !== 'track');

    expect(rects.every(({ attributes: { x, width } }) => Number(x) >= 0 && Number(x) + Number(width) <= 1000.1)).toBe(
      true,
    );
  });

  test('has the numbers of the JSON', () => {
    const { nodes, pods, warnings, savings } = good;

    expect(figuresIn(page)).toEqual({
      'nodes before': nodes.before,
      'nodes after': nodes.after,
      'pods evicted': pods.evicted,
      'deleted past a budget': pods.residual,
      'deleted past the deadline': pods.forced,
      'lost data or do not come back': pods.lost,
      warnings: warnings.length,
      'node-hours spared an hour': savings?.nodeHours,
    });
  });

  test('tells the widths of a phone and of a screen apart, dark from light, and paper from both', () => {
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toMatch(/@media \(max-width: 40rem\)[\s\S]*@media print/);
    expect(page).toContain('@media (prefers-color-scheme: dark)');
  });
});

test('the page of a failed run begins with where it failed, why, what is not asleep, and what to type', () => {
  const page = reportAsHtml(failedReport());
  const text = page.replaceAll(/<style>[\s\S]*<\/style>|<[^>]+>/g, '');

  expect(textsOf(page, 'h1')).toEqual(['failed The stop of dev failed at Drain nodes']);
  const places = ['failed at Drain nodes', 'a budget holds it.', 'redrive-execution', 'Warnings (1)', 'Timeline'];
  const found = places.map((place) => text.lastIndexOf(place));
  expect(found).not.toContain(-1);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
});

test('the page of a dry run is marked as one, and of a skipped run says why', () => {
  const skipped = [anEntry({ phase: 'prepare-run', title: 'Prepare run', status: 'skipped', reason: 'kept awake' })];
  const dry = buildReport(aRun({ dryRun: true }), aNight(), endOf(aNight(), endedAt));

  expect(reportAsHtml(dry)).toContain('<b class="dry">Dry run</b>');
  expect(reportAsHtml(good)).not.toContain('Dry run');
  expect(textsOf(reportAsHtml(buildReport(aRun(), skipped, endOf(skipped, endedAt))), 'h1')).toEqual([
    'skipped The stop of dev was skipped: kept awake',
  ]);
});

test('names that hold markup are shown as they are and do nothing', () => {
  const evil = `<img src=x onerror=alert(1)>"'&</td></style><script>alert(2)</script>\u202e`;
  const seen = evil.replace('\u202e', String.raw`\u{202e}`);
  const entries = [
    anEntry({
      phase: 'drain-nodes',
      title: evil,
      item: evil,
      status: 'failed',
      reason: evil,
      warnings: [evil],
      facts: { residual: [{ pod: evil, budget: evil }], lost: [{ pod: evil, what: evil }] },
      actions: [{ verb: 'delete', target: `pod/${evil}`, detail: evil }],
    }),
  ];
  const cluster = { account: evil, region: evil, name: evil };
  const report = buildReport(aRun({ id: evil, cluster }), entries, { status: 'failed', reason: evil, endedAt });
  const page = reportAsHtml(report);

  expect(elementsOf(page).filter(({ name }) => name === 'script' || name === 'img')).toEqual([]);
  expect(textsOf(page, 'title')).toEqual([`The stop of ${seen} failed at ${seen} (${seen})`]);
  expect(page).not.toContain('\u202e');
  expect(page.split('<style>')).toHaveLength(2);
});

test('the page of a cluster of thousands of pods stays small, and says what it leaves out', () => {
  const pods = Array.from({ length: 5_000 }, (_, index) => `shop/web-${index}`);
  const entries = [
    anEntry({
      phase: 'drain-nodes',
      title: 'Drain nodes',
      actions: pods.map((pod) => ({ verb: 'evict', target: `pod/${pod}` })),
      warnings: pods.slice(0, 200),
      facts: { lost: pods.slice(0, 2_000).map((pod) => ({ pod, what: 'emptyDir' })) },
    }),
  ];
  const page = reportAsHtml(buildReport(aRun(), entries, endOf(entries, endedAt)));

  expect(page.length).toBeLessThan(150_000);
  expect(page).toContain('And 4800 more: the JSON report has all of them.');
  expect(reportAsHtml(good).length).toBeLessThan(30_000);
});
