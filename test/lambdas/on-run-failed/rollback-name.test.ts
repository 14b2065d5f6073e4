import { expect, test } from '@jest/globals';
import { isRollback, rollbackName } from '../../../lambdas/on-run-failed/rollback-name.ts';

test('the name of a rollback tells the stop', () => {
  expect(rollbackName('monday')).toBe('rollback-of-monday');
  expect(isRollback(rollbackName('monday'))).toBe(true);
  expect(isRollback('monday')).toBe(false);
});

test('names of any length give names that Step Functions takes, each its own', () => {
  const long = 'x'.repeat(80);
  const names = [long, `${'x'.repeat(79)}y`, 'x'.repeat(68), 'x'.repeat(69)].map(rollbackName);
  for (const name of names) expect(name).toMatch(/^rollback-of-[x-]+[0-9a-fxy-]*$/);
  expect(names.every(({ length }) => length <= 80)).toBe(true);
  expect(new Set(names).size).toBe(names.length);
  expect(rollbackName(long)).toBe(rollbackName(long));
});
