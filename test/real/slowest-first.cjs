const { default: Sequencer } = require('@jest/test-sequencer');

/** Those that take a minute and a half or more, the longest first: one that begins last is waited for by all. */
const slowest = [
  'journeys/draining-in-order',
  'journeys/undisturbed-night',
  'journeys/draining',
  'journeys/webhooks',
  'journeys/state',
  'real/night',
  'journeys/webhook-deadlock',
  'real/kubectl-parity',
];

/** jest begins with the biggest files where it has not measured yet, and the biggest are not the slowest here. */
module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = slowest.findIndex((name) => path.endsWith(`test/${name}.test.ts`));
      return found < 0 ? slowest.length : found;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
