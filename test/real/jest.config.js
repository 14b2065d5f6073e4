import base from '../../jest.config.js';

/** Tests on the real control plane. One file at a time: a control plane is enough for a small machine. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/real/build-once.ts',
  testTimeout: 180_000,
  maxWorkers: 1,
};
