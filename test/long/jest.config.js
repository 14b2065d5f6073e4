import base, { longTests } from '../../jest.config.js';

/** What `npm test` leaves to `npm run test:long`: many nights each, on the twin. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: longTests,
  testPathIgnorePatterns: ['/node_modules/'],
};
