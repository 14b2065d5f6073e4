/** `20261123T200000Z`: sorts by time, and may be part of a name where colons may not. */
export function compactTime(iso: string): string {
  return new Date(iso)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
}
