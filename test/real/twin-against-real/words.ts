import type { SeenPod } from './look.ts';

const uid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A whole object, as Go prints its own. */
const goValue = /Invalid value: \{.*?\}(?=: )/g;

/** Takes out of texts what a cluster makes up: the names of pods, uids, versions. */
export class Words {
  /** `web-7d4b9-x2x7q` is called `web/*`: which of them it is, is chance. */
  readonly #names = new Map<string, string>();

  learn(pods: readonly SeenPod[]): void {
    for (const { name, app } of pods) if (name !== app) this.#names.set(name, `${app}/*`);
  }

  plain<T>(value: T): T {
    let text = JSON.stringify(value);
    if (text === undefined) return value;
    for (const [name, called] of this.#names) text = text.replaceAll(name, called);
    return JSON.parse(
      text
        .replaceAll(uid, '<uid>')
        .replaceAll(goValue, 'Invalid value: {…}')
        .replaceAll(/(ResourceVersion in record) \(\d+\)/g, '$1 (…)'),
    );
  }
}
