/** Whole nights by the dozen: `npm run test:long` runs them, after `npm test` in CI. */
export const longTests = [
  'build/cost-of-a-night',
  'faults/every-phase-fails',
  'faults/long-gaps',
  'journeys/autoscalers',
  'journeys/clock-skew',
  'journeys/cut-off',
  'journeys/draining-in-order',
  'journeys/fleet-of-500',
  'journeys/lost-copies',
  'journeys/resizing',
  'journeys/retries',
  'journeys/tiers',
  'journeys/week',
  'lib/readme-deployment',
  'lib/synth',
  'load/changing-list',
  'load/load',
  'sandbox/faults/inject-faults',
].map((name) => `<rootDir>/test/${name}.test.ts`);

/** Tests run the TypeScript of the project as ES modules; swc only takes the types away. */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real/', ...longTests],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/synthesize-once.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
};
