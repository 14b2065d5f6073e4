/**
 * The first of many names or phrases, and how many more there are. What goes through a state machine must stay below its 256 KB,
 * also where every one of hundreds of node groups or webhooks is in trouble.
 */
export function few(names: readonly string[], most = 10): readonly string[] {
  return names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
}
