import { html, type Markup } from './markup.ts';

/** `18:03:12`, of an instant in UTC. */
export function clockTime(instant: string): string {
  return instant.slice(11, 19);
}

/** `2026-11-23 18:03 UTC`, for machines too. */
export function moment(instant: string): Markup {
  return html`<time datetime="${instant}">${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC</time>`;
}
