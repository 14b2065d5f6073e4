import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportAsHtml } from '../../src/report/html.ts';
import { buildReport, endOf, journalAlone } from '../../src/report/report.ts';
import { aMorning, aNight, anEntry, aPastRun, aRecord, aRun } from '../report/a-journal.ts';
import { type Chromium, startChromium } from './chromium.ts';

const endedAt = new Date('2026-11-23T18:09:12.000Z');
const records = [aRecord({ name: 'apps' }), aRecord({ name: 'system', instanceTypes: ['m5.xlarge', 'm6i.xlarge'] })];
const prices = { currency: 'EUR', nodeHour: { 'm5.large': 0.1 }, controlPlaneHour: 0.1 };
const longName = 'a-name-without-any-place-to-break-it'.replaceAll('-', '').repeat(7);

const pages = {
  good: buildReport(aRun(), aNight(), endOf(aNight(), endedAt), {
    ...{ ...journalAlone, records, prices },
    before: aPastRun({ status: 'failed', endedAt: '2026-11-22T19:30:00.000Z' }),
  }),
  failed: buildReport(
    aRun(),
    aNight().map((entry) =>
      entry.phase === 'drain-nodes'
        ? { ...entry, status: 'failed', reason: 'DrainBlockedError: a budget holds it.' }
        : entry,
    ),
    { status: 'failed', reason: 'DrainBlockedError', endedAt },
  ),
  morning: buildReport(
    aRun({ action: 'start' }),
    [...aMorning(), drifted()],
    { status: 'succeeded', reason: null, endedAt },
    { ...journalAlone, records, prices, stop: aPastRun() },
  ),
  longNames: buildReport(
    aRun({ id: longName, cluster: { account: '111122223333', region: 'eu-west-1', name: longName } }),
    [...aNight(), drifted(longName), anEntry({ phase: 'x', title: longName, item: longName, warnings: [longName] })],
    { status: 'failed', reason: longName, endedAt },
  ),
};

function drifted(name = 'Validating/guard/v') {
  const drift = { kind: 'webhook', name, recorded: 'Fail', found: null, result: null, outcome: 'gone' };
  return anEntry({ phase: 'restore-webhooks', title: 'Restore webhooks', step: 8, facts: { webhookDrift: [drift] } });
}

let chromium: Chromium;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eks-scheduler-report-'));
  for (const [name, report] of Object.entries(pages)) writeFileSync(fileOf(name), reportAsHtml(report));
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium.close();
  rmSync(folder, { recursive: true });
});

function fileOf(name: string): string {
  return join(folder, `${name}.html`);
}

function urlOf(name: string): string {
  return pathToFileURL(fileOf(name)).href;
}

const phone = { width: 360, height: 740 };
const screen = { width: 1400, height: 900 };
/** In between, tables still have all their columns. */
const window = { width: 680, height: 900 };

describe.each(Object.keys(pages))('in Chromium the report %s', (name) => {
  test.each([phone, window, screen])(
    'fits a width of $width, folded or not, and has nothing to complain about',
    async (view) => {
      const { complaints, widest } = await chromium.look(urlOf(name), view, async (page) => ({
        widest: [
          await page.evaluate<number>('document.documentElement.scrollWidth'),
          await page.evaluate<number>(
            'document.querySelectorAll("details").forEach((one) => { one.open = true; }), document.documentElement.scrollWidth',
          ),
        ],
        complaints: page.complaints,
      }));

      expect(complaints).toEqual([]);
      expect(Math.max(...widest)).toBeLessThanOrEqual(view.width);
    },
  );
});

test.each([phone, screen])('the failed phase is seen without scrolling at a width of $width', async (view) => {
  const bottoms = await chromium.look(urlOf('failed'), view, (page) =>
    page.evaluate<number[]>(
      '[...document.querySelectorAll("h1, .said")].map((element) => element.getBoundingClientRect().bottom)',
    ),
  );

  expect(bottoms).toHaveLength(2);
  expect(Math.max(...bottoms)).toBeLessThan(view.height);
});

test.each([
  [phone, ['block', '"Budget: "']],
  [screen, ['table-cell', 'none']],
])('a row of a table is a card on a phone, whose cells carry their titles ($width)', async (view, expected) => {
  const seen = await chromium.look(urlOf('good'), view, (page) =>
    page.evaluate<string[]>(
      '((cell) => [getComputedStyle(cell).display, getComputedStyle(cell, "::before").content])(document.querySelector("td[data-title=Budget]"))',
    ),
  );

  expect(seen).toEqual(expected);
});

test.each([
  ['light', 'rgb(255, 255, 255)', false],
  ['dark', 'rgb(18, 22, 29)', false],
  ['dark', 'rgb(255, 255, 255)', true],
] as const)('a reader who wants it %s gets the paper %s (print: %s)', async (scheme, paper, isPrint) => {
  const seen = await chromium.look(urlOf('good'), { ...screen, scheme, isPrint }, (page) =>
    page.evaluate<string>('getComputedStyle(document.body).backgroundColor'),
  );

  expect(seen).toBe(paper);
});

/** WCAG 2: the relative luminance of each visible text and of what is behind it. */
const lowestContrast = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, index) => sum + v * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('main *, footer')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''));
  const ratios = texts.map((element) => {
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
  return Math.min(...ratios);
})()`;

test.each(['light', 'dark'] as const)('every text has contrast enough to be read when it is %s', async (scheme) => {
  const contrasts = await Promise.all(
    ['good', 'failed'].map((name) =>
      chromium.look(urlOf(name), { ...screen, scheme }, (page) => page.evaluate<number>(lowestContrast)),
    ),
  );

  expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
});

test('the same Chromium does complain about a page that does what a report must not', async () => {
  writeFileSync(
    fileOf('bad'),
    '<!doctype html><script>console.error("no")</script><img src="http://127.0.0.1:9/x.png">',
  );

  const complaints = await chromium.look(urlOf('bad'), phone, async (page) => page.complaints);

  expect(complaints).toContain('asked for http://127.0.0.1:9/x.png');
  expect(complaints.join()).toContain('"value":"no"');
});
