import { expect, test } from '@jest/globals';
import { usualNightHours } from '../../src/domain/usual-night.ts';

const monday = new Date('2026-01-12T12:00:00Z');
const dev = { name: 'shop-dev', tags: { team: 'shop' } };
const office = {
  name: 'office',
  enabled: true,
  timezone: 'Europe/Berlin',
  stop: '0 20 ? * MON-FRI *',
  start: '0 7 ? * MON-FRI *',
  clusters: ['*-dev'],
  accounts: [],
  regions: [],
  flexibleWindowMinutes: 0,
};

test('a usual night is one of the week, not the weekend', () => {
  expect(usualNightHours([office], dev, monday)).toBe(11);
});

test.each([
  ['is not enabled', { ...office, enabled: false }],
  ['means other clusters', { ...office, clusters: ['prod-*'] }],
  ['means clusters with another tag', { ...office, tags: { team: 'pay' } }],
  [
    'never wakes it',
    {
      name: 'a',
      enabled: true,
      timezone: 'UTC',
      stop: office.stop,
      accounts: [],
      regions: [],
      flexibleWindowMinutes: 0,
    },
  ],
])('a schedule that %s says nothing of it', (_, schedule) => {
  expect(usualNightHours([schedule], dev, monday)).toBeNull();
});
