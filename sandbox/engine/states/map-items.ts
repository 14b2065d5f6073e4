import { isDistributed, type MapState } from '../definition/definition.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Visit } from './visit.ts';

/**
 * What a Map goes through, as `$states.context.Map.Item` shows each: the elements of an array, or, in a distributed Map, the members
 * of an object, which have a Key besides. Throws StateFailure where Items is neither.
 */
export async function itemsOf(visit: Visit<MapState>): Promise<readonly JsonObject[]> {
  const { Items } = visit.state;
  const items: Json = Items === undefined ? visit.input : await visit.evaluate(Items, 'Items');
  if (Array.isArray(items)) {
    return items.map((value: Json, index) => ({ Index: index, Value: value, Source: 'STATE_DATA' }));
  }
  if (isObject(items) && isDistributed(visit.state)) {
    return Object.entries(items).map(([key, value], index) => ({
      Index: index,
      Key: key,
      Value: value,
      Source: 'STATE_DATA',
    }));
  }
  throw visit.wrongType(Items ?? '$states.input', 'Items', 'array', items);
}

/** An iteration's input where no ItemSelector makes it: the element, or the member with its key. */
export function plainInputOf({ Key, Value }: JsonObject): Json {
  return Key === undefined ? (Value ?? null) : { Key, Value: Value ?? null };
}
