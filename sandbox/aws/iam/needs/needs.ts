import type { Need } from '../policy.ts';

/** What the input of an operation says; fields that are not there are undefined. */
export type Input = Readonly<Record<string, unknown>>;

/** Where a request goes. */
export interface RequestPlace {
  /** The caller's, which is the one whose resources a name means. */
  readonly account: string;
  readonly region: string;
  /** The names of a table's, or its index's, partition key. */
  readonly partitionKeyOf: (table: string, index: string | undefined) => string | undefined;
}

/**
 * What an operation needs: an action on each resource that it names, as the Service Authorization Reference has it; nothing for
 * what everybody may do. https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export type Needs = Readonly<Record<string, (input: Input, place: RequestPlace) => readonly Need[]>>;

/** The text of a field; the empty text when it is not there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
