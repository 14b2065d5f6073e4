import { html, type Markup, nothing, type Part } from './markup.ts';

/** Rows that a page shows; more make it slow and help nobody. The JSON has all. */
const rowsAtMost = 200;

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
  /** One word, which must not be broken where there is room. */
  readonly isShort?: boolean;
}

/** A table; on a phone each row is a card whose cells carry their titles. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Markup {
  if (rows.length === 0) return nothing;
  const shown = rows.slice(0, rowsAtMost);
  const cell = (part: Part, index: number) => {
    const column = columns[index] ?? { title: '' };
    const isEmpty = part === null || part === '';
    return html`<td data-title="${column.title}"${classOf(column)}>${isEmpty ? html`<span class="none">–</span>` : part}</td>`;
  };
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${classOf(column)}>${column.title}</th>`)}</tr></thead>
<tbody>
${shown.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table>
${more(rows.length - shown.length)}`;
}

function classOf({ isNumber, isShort }: Column): Markup {
  if (isNumber) return html` class="number"`;
  return isShort ? html` class="short"` : nothing;
}

/** A list of texts, cut like a table. */
export function list(items: readonly Part[]): Markup {
  if (items.length === 0) return nothing;
  const shown = items.slice(0, rowsAtMost);
  return html`<ul>${shown.map((item) => html`<li>${item}</li>\n`)}</ul>
${more(items.length - shown.length)}`;
}

function more(count: number): Markup {
  return count > 0 ? html`<p class="more">And ${count} more: the JSON report has all of them.</p>\n` : nothing;
}

/** A part of the page under its heading; nothing where it has no content. */
export function section(id: string, title: string, ...content: readonly Markup[]): Markup {
  if (content.every(({ text }) => text.trim() === '')) return nothing;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`;
}
