/** What one value of the original tool comes to here. */
export interface Reading {
  /** Absent where it has no effect here. */
  readonly layer?: Values;
  /** Words for whoever relied on it, where it means something else here, or nothing. */
  readonly note?: string;
  /** Where the note tells of something that somebody should do. */
  readonly isWarning?: boolean;
  /** Set where the value cannot be taken at all. */
  readonly refused?: { readonly what: string; readonly cure: string };
}

/** A part of a configuration, as it was written: the schema says what is wrong with it. */
export type Values = Readonly<Record<string, unknown>>;

/** One key of the original tool's config.ini. */
export interface OriginalKey {
  readonly section: string;
  readonly key: string;
  /** The keys here that it comes to: `timeouts.drain`. None: nothing here does what it did. */
  readonly becomes: readonly string[];
  /** What the original tool wrote into a config.ini of its own, where that is documented. */
  readonly usually?: string;
  /** What is different, for somebody who moves: one or two sentences. */
  readonly about: string;
  read(text: string): Reading;
}
