interface Kind {
  readonly called: string;
  readonly pattern: RegExp;
}

/** By the marks that their issuers gave them, so that they can be found. */
const kinds: readonly Kind[] = [
  { called: 'a private key or a certificate', pattern: /-----BEGIN [A-Z ]{0,40}(PRIVATE KEY|CERTIFICATE)/ },
  { called: 'an AWS access key', pattern: /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { called: 'a session token of AWS', pattern: /(FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9+/=]{40}/ },
  { called: 'a token of GitHub', pattern: /(?<![A-Za-z0-9])(gh[opsru]_[A-Za-z0-9]{20}|github_pat_\w{20})/ },
  { called: 'a token of GitLab', pattern: /(?<![A-Za-z0-9])glpat-[\w-]{16}/ },
  { called: 'a token of Slack', pattern: /(?<![A-Za-z0-9])(xox[abeoprs]|xapp)-[A-Za-z0-9-]{8}/ },
  { called: 'a webhook of Slack', pattern: /hooks\.slack\.com\/(services|workflows)\/\w/ },
  { called: 'a web token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./ },
  { called: 'an address with a password', pattern: /[a-z]:\/\/[^/\s:@]{1,100}:[^/\s@]{1,200}@/i },
];

/** Nothing that a configuration may hold is longer. */
const mostLookedAt = 20_000;

/** What a text looks like that is a secret, or holds one: `an AWS access key`. Null for all other text. */
export function secretIn(text: string): string | null {
  const looked = text.length > mostLookedAt ? text.slice(0, mostLookedAt) : text;
  const kind = kinds.find(({ pattern }) => pattern.test(looked));
  if (kind) return kind.called;
  return isSecretKey(looked.trim()) ? 'a secret key of AWS' : null;
}

/** 40 characters without a mark. A digest in hexadecimal is none, and no word has small and big letters and digits and no break. */
function isSecretKey(text: string): boolean {
  return (
    /^[A-Za-z0-9/+]{40}$/.test(text) &&
    /[a-z]/.test(text) &&
    /[A-Z]/.test(text) &&
    /\d/.test(text) &&
    !/^[0-9a-fA-F]+$/.test(text)
  );
}
