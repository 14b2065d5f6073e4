/** What the command answers to its caller. */
export const exitCodes = {
  done: 0,
  /** The work was done and did not end as it should: a run failed, or something did not come back. */
  failed: 1,
  /** What was typed, or a file that it names, is wrong. */
  wrongInput: 2,
  /** Done, and there are warnings: only where `--strict` asks for it. */
  doneWithWarnings: 3,
  /** The run had nothing to do, and says why. */
  skipped: 4,
  interrupted: 130,
} as const;
