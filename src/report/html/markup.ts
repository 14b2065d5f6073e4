import { visibleText } from '../../domain/visible-text.ts';

/** HTML that was made by `html`, so that it is not escaped again. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | null | readonly Part[];

/**
 * HTML from a template. Every value is escaped, for text and for attributes in double quotes, and what cannot be seen in it is written
 * out: names come from clusters, and may hold anything. A list is put together, null is nothing.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    literals.map((literal, index) => literal + (index < parts.length ? rendered(parts[index]) : '')).join(''),
  );
}

export const nothing = new Markup('');

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function rendered(part: Part | undefined): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return visibleText(String(part)).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}
