import type { Journal, JournalEntry, JournalPass } from '../../src/aws/ports.ts';

/** Puts the passes of one phase together, as the real journal does. */
export class JournalInMemory implements Journal {
  #entry: JournalEntry | null = null;

  get entry(): JournalEntry {
    if (!this.#entry) throw new Error('No pass was journalled.');
    return this.#entry;
  }

  async write(...[, pass]: Parameters<Journal['write']>): Promise<void> {
    const { passes = 0, counts = {}, warnings = [], actions = [], facts = {}, trail = [] } = this.#entry ?? {};
    const names = [...new Set([...Object.keys(counts), ...Object.keys(pass.counts)])];
    this.#entry = {
      ...pass,
      passes: passes + 1,
      counts: Object.fromEntries(names.map((name) => [name, (counts[name] ?? 0) + (pass.counts[name] ?? 0)])),
      warnings: [...warnings, ...pass.warnings],
      actions: [...actions, ...pass.actions],
      facts: { ...facts, ...pass.facts },
      trail: [...trail, { at: pass.startedAt, summary: pass.summary }],
    };
  }

  async read(): Promise<JournalEntry[]> {
    return this.#entry ? [this.#entry] : [];
  }

  async before(): Promise<null> {
    return null;
  }

  async facts(): Promise<JournalPass['facts']> {
    return this.#entry?.facts ?? {};
  }

  async markRun(): Promise<void> {
    throw new Error('Only Prepare run and Report run mark a run.');
  }
}
