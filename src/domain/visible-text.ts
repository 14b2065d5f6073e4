/** What a terminal, a CSV or a mail would act upon, hide or reorder: controls, formats (zero width, bidi), odd spaces, halves. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
const unseenOrMark = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{M}]|(?! )\p{Zs}/gu;

const short: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * The text on one line, with every character that cannot be seen written out, `\u{202e}`. What a person typed comes back to them in
 * a terminal, a report and a mail: it must not move the cursor or read other than it is.
 */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, writtenOut);
}

/** The same for a value in quotes, where also an accent of its own (`e` and U+0301, which looks like `é`) makes the difference. */
export function visibleValue(text: string): string {
  return text.replaceAll(unseenOrMark, writtenOut);
}

function writtenOut(character: string): string {
  return short.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
