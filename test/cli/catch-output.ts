import { afterEach, beforeEach, jest } from '@jest/globals';

/** What the test under way has printed. */
export interface Printed {
  out: string;
  err: string;
}

/** Catches what each test of the file prints, instead of printing it. */
export function catchOutput(): Printed {
  const printed: Printed = { out: '', err: '' };
  beforeEach(() => {
    Object.assign(printed, { out: '', err: '' });
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.out += text;
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed.err += text;
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return printed;
}
