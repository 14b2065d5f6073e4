import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AdaptiveLimit } from '../../src/domain/adaptive-limit.ts';

/** As many answers as make one window. */
function answerWindow(limit: AdaptiveLimit, milliseconds: number): void {
  for (let answers = limit.current; answers > 0; answers -= 1) limit.answered(milliseconds);
}

describe('the limit of requests in flight', () => {
  test('doubles while answers are quick, up to what is allowed', () => {
    const limit = new AdaptiveLimit(100);
    const seen = [limit.current];
    for (let windows = 0; windows < 4; windows += 1) {
      answerWindow(limit, 50);
      seen.push(limit.current);
    }
    expect(seen).toEqual([16, 32, 64, 100, 100]);
  });

  test('begins at what is allowed where that is less', () => {
    expect(new AdaptiveLimit(3).current).toBe(3);
  });

  test('halves once for all requests of a window that are throttled', () => {
    const limit = new AdaptiveLimit(200);
    answerWindow(limit, 50);
    const sentIn = limit.window;
    for (let refused = 0; refused < 20; refused += 1) limit.throttled(sentIn);
    expect(limit.current).toBe(16);
  });

  test('grows by single steps where it was throttled before', () => {
    const limit = new AdaptiveLimit(200);
    limit.throttled(limit.window);
    expect(limit.current).toBe(8);
    answerWindow(limit, 50);
    answerWindow(limit, 50);
    expect(limit.current).toBe(10);
  });

  test('stays where answers take longer than a second, and shrinks where they take five', () => {
    const limit = new AdaptiveLimit(200);
    answerWindow(limit, 2_000);
    expect(limit.current).toBe(16);
    answerWindow(limit, 6_000);
    expect(limit.current).toBe(12);
  });

  test('is never below one nor above what is allowed', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('answered' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
      fc.record({ kind: fc.constant('throttled' as const), ms: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(event, { maxLength: 500 }), (most, events) => {
        const limit = new AdaptiveLimit(most);
        for (const { kind, ms } of events) {
          if (kind === 'answered') limit.answered(ms);
          else limit.throttled(limit.window);
          expect(limit.current).toBeGreaterThanOrEqual(1);
          expect(limit.current).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
