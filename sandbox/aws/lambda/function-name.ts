/**
 * The plain name in what Lambda takes for a function: `name`, `name:alias`, `account:function:name` or an ARN, each with or
 * without a version or alias.
 */
export function functionNameOf(text: string): string {
  return /(?:^|:)function:([^:]+)/.exec(text)?.[1] ?? text.split(':')[0] ?? text;
}
