import { jest } from '@jest/globals';

/**
 * These tests live on the wall's clock, on a machine that others may use too. One that fails has a second chance, and what it failed of
 * is printed.
 */
jest.retryTimes(1, { logErrorsBeforeRetry: true });
