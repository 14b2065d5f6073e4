import type { MapState } from '../definition/definition.ts';

/** What AWS calls a distributed Map in ARNs, after its machine. */
export function mapLabelOf(stateName: string, { Label }: MapState): string {
  return Label ?? (stateName.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40) || 'Map');
}
