import base from '../../jest.config.js';

/**
 * The journeys that run on the real control plane too. Not among them: `input`, which fails before Kubernetes is asked anything, and
 * `every-state`, which is about the machines. Inside a file, `onTheTwinAlone` says what stays on the twin, and why.
 */
const journeys = [
  'autoscalers',
  'console',
  'draining',
  'draining-in-order',
  'dry-run',
  'empty-groups',
  'exclusions',
  'locks',
  'redrive',
  'resizing',
  'retries',
  'second-start',
  'state',
  'tiers',
  'undisturbed-night',
  'webhook-deadlock',
  'webhooks',
];

/**
 * Tests on real parts: the control plane, the journeys on it, and the store's own tests on Amazon's DynamoDB Local. Four files at a
 * time, each with a control plane, is what two cores and 4 GB take: most of their time they wait.
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/real', '<rootDir>/test/aws', '<rootDir>/test/journeys'],
  testMatch: [
    '<rootDir>/test/real/**/*.test.ts',
    '<rootDir>/test/aws/dynamodb-*.test.ts',
    ...journeys.map((name) => `<rootDir>/test/journeys/${name}.test.ts`),
  ],
  globals: { onDynamoDbLocal: true, journeysOn: 'real' },
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/real/build-once.ts',
  setupFilesAfterEnv: ['<rootDir>/test/real/second-chance.ts'],
  testSequencer: '<rootDir>/test/real/slowest-first.cjs',
  testTimeout: 300_000,
  maxWorkers: 4,
};
