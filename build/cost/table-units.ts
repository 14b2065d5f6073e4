import type { HttpAnswer } from '../../sandbox/aws/wire.ts';
import { lockIndex, recordIndex } from '../../src/domain/table-indexes.ts';

export interface TableUnits {
  readonly writes: number;
  readonly reads: number;
  count(operation: string, input: unknown, answer: HttpAnswer): void;
}

const bytesOfWrite = 1024;
const bytesOfRead = 4096;
/** A write that touches an attribute of an index is written there as well. */
const indexed = [recordIndex, lockIndex].flatMap(({ sortKey }) => sortKey);

/**
 * Counts DynamoDB's request units from what goes over the wire, rather too many: an item is taken to be as big as the biggest request
 * that wrote it, and all that was ever appended to it; reads as consistent, and answers as big as their JSON.
 */
export function tableUnits(): TableUnits {
  const sizes = new Map<string, number>();
  let [writes, reads] = [0, 0];
  const sizeOf = (key: string, operation: string, text: string): number => {
    const before = operation === 'PutItem' ? 0 : (sizes.get(key) ?? 0);
    const after = text.includes('list_append') ? before + text.length : Math.max(before, text.length);
    sizes.set(key, after);
    return after;
  };
  return {
    get writes() {
      return writes;
    },
    get reads() {
      return reads;
    },
    count: (operation, input, answer) => {
      const text = JSON.stringify(input);
      if (/^(Put|Update|Delete)Item$/.test(operation)) {
        const units = Math.ceil(sizeOf(keyOf(input), operation, text) / bytesOfWrite);
        writes += indexed.some((attribute) => text.includes(`"${attribute}"`)) ? units + 2 : units;
      } else {
        reads += Math.max(1, Math.ceil(Buffer.byteLength(answer.body) / bytesOfRead));
      }
    },
  };
}

function keyOf(input: unknown): string {
  const { Key, Item } = input as { readonly Key?: Record<string, unknown>; readonly Item?: Record<string, unknown> };
  const { pk, sk } = Key ?? Item ?? {};
  return JSON.stringify([pk, sk]);
}
