import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { defaults } from '../../src/config/defaults.ts';
import { messageOf } from '../../src/notices/message-of.ts';
import { aFailureNotice, aRunNotice } from '../notices/a-notice.ts';
import { blocksOf } from './pages.ts';

const path = resolve(import.meta.dirname, '../../docs/notifications.md');
const page = { path: 'docs/notifications.md', text: readFileSync(path, 'utf8') };
const blocks = (language: string) =>
  blocksOf(page)
    .filter((block) => block.language === language)
    .map(({ lines }) => lines.join('\n'));
const documents = blocks('json').map((text): unknown => JSON.parse(text));
const [morning, failure] = [messageOf(aRunNotice()), messageOf(aFailureNotice())];

test('the page shows what people get', () => {
  expect(blocks('text')).toEqual([morning.bodies.default, failure.bodies.default]);
  expect(page.text).toContain(`> Subject: ${morning.subject}\n`);
  expect(page.text).toContain(`> Subject: ${failure.subject}\n`);
});

test('the page shows what programs and chats get, and what can be filtered by', () => {
  expect(documents).toContainEqual(JSON.parse(failure.bodies.sqs ?? ''));
  expect(documents).toContainEqual(JSON.parse(failure.bodies.https ?? ''));
  expect(documents).toContainEqual(failure.attributes);
});

test('the filter policies of the page filter by attributes that messages have', () => {
  const policies = documents.filter((one) => JSON.stringify(one).length < 60);
  expect(policies.length).toBeGreaterThan(2);
  for (const policy of policies)
    expect(Object.keys(failure.attributes)).toEqual(expect.arrayContaining(Object.keys(policy as object)));
});

test.each(Object.entries(defaults.notifications))('the table has %s, which is on by default: %s', (kind, isOn) => {
  expect(page.text).toMatch(new RegExp(`^\\| \`${kind}\` .*\\| ${isOn ? 'on' : 'off'} `, 'm'));
});
