import { ServiceError } from '../../service-error.ts';

const longestKey = 128;
const longestValue = 256;
const mostTags = 50;
/** Letters, digits, spaces and a few signs: JSON does not fit into a tag. */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags of clusters and node groups by ARN, with the limits that AWS puts on tags. */
export class Tags {
  readonly #byArn = new Map<string, Map<string, string>>();

  /** Makes the ARN known. */
  start(arn: string, tags: Readonly<Record<string, string>> = {}): void {
    this.#byArn.set(arn, new Map(Object.entries(tags)));
  }

  of(arn: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#at(arn));
  }

  /** @throws {ServiceError} for a tag that AWS would not take; then none of them is set. */
  set(arn: string, tags: Readonly<Record<string, unknown>>): void {
    const existing = this.#at(arn);
    const entries = Object.entries(tags).map(([key, value]) => [key, String(value)] as const);
    for (const [key, value] of entries) check(key, value);
    if (new Set([...existing.keys(), ...Object.keys(tags)]).size > mostTags)
      throw new ServiceError('BadRequestException', `A resource can have at most ${mostTags} tags.`);
    for (const [key, value] of entries) existing.set(key, value);
  }

  remove(arn: string, keys: readonly string[]): void {
    const existing = this.#at(arn);
    for (const key of keys) existing.delete(key);
  }

  #at(arn: string): Map<string, string> {
    const tags = this.#byArn.get(arn);
    if (tags) return tags;
    throw new ServiceError('NotFoundException', `Resource was not found: ${arn}`, 404);
  }
}

function check(key: string, value: string): void {
  const isWhole =
    key.length >= 1 &&
    key.length <= longestKey &&
    value.length <= longestValue &&
    allowed.test(key) &&
    allowed.test(value);
  if (!isWhole || /^aws:/i.test(key))
    throw new ServiceError(
      'BadRequestException',
      `Tag ${key}=${value} is not allowed: keys have 1 to ${longestKey} characters and do not start with aws:, values have up to ` +
        `${longestValue}, both of letters, digits, spaces and _ . : / = + - @`,
    );
}
