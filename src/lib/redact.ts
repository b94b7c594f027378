/**
 * Takes secrets out of outside text, once, where it enters. It errs on the side of hiding: a reader loses a value,
 * never its label. It is no proof that nothing secret is left, only that the usual shapes are gone.
 */

const HIDDEN = '[redacted]';

type Rule = (text: string) => string;

interface Replacing {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** What may stand before the password of a URL, and the password with what follows it, each from where it is asked. */
const USER = /:\/\/[^\s:/@]{0,100}:/y;
const LONGEST_PASSWORD = 200;
const PASSWORD = /[^\s"'<>]{1,200}/y;

// Ends of names whose value is a secret, as they stand in JSON, properties, environment, command lines and URLs. What a
// name begins with is never looked for: trying every place where one may begin made long text cost a second.
const SECRET_NAME =
  '(?:passwords?|passwd|passphrase|pwd|secrets?|secret[_-]?(?:access[_-]?)?key|api[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token|session[_-]?token|security[_-]?token|client[_-]?secret|private[_-]?key|credentials?|signature|\\btoken)';

const RULES: readonly (Rule | Replacing)[] = [
  // A key cut off by a line limit has no end marker: everything after the beginning is hidden.
  {
    pattern: /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g,
    replacement: HIDDEN,
  },
  // Authorization headers: the scheme stays, as it tells what was tried.
  {
    pattern: /\b(authorization["']?\s*[:=]\s*["']?(?:bearer|basic|digest|aws4-hmac-sha256)\s+)[^\r\n"']+/gi,
    replacement: `$1${HIDDEN}`,
  },
  { pattern: /\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi, replacement: `$1${HIDDEN}` },
  withoutUrlPasswords,
  // Slack, GitHub and JSON web tokens.
  { pattern: /\bxox[a-z]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}/g, replacement: HIDDEN },
  {
    pattern: /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]+/g,
    replacement: `hooks.slack.com/${HIDDEN}`,
  },
  { pattern: /\bgh[a-z]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/g, replacement: HIDDEN },
  { pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, replacement: HIDDEN },
  // AWS access key ids by their documented prefixes.
  { pattern: /(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{12,20}(?![A-Za-z0-9])/g, replacement: HIDDEN },
  // name = "value with spaces", and what is not quoted up to the next separator. `…:secret:name` ends an ARN, and
  // the name of a secret is no secret.
  {
    pattern: new RegExp(
      `(${SECRET_NAME}\\\\?["']?\\s*(?:=>|[:=](?!>))\\s*\\\\?)("|')(?:(?!\\2)[^\\r\\n]){1,4096}`,
      'gi',
    ),
    replacement: `$1$2${HIDDEN}`,
  },
  {
    pattern: new RegExp(
      `(?<!\\d:)(${SECRET_NAME}\\s*(?:=>|[:=](?!>))\\s*)(?!["'\\\\]|\\[redacted\\])(?:\\{[^}\\r\\n]{0,500}\\}|[^\\s"'&;]+)`,
      'gi',
    ),
    replacement: `$1${HIDDEN}`,
  },
  // --password hunter2, as on a command line.
  {
    pattern: new RegExp(`(${SECRET_NAME}(?<=--[\\w.-]{0,90})\\s+)(?!-|\\[redacted\\])[^\\s"']+`, 'gi'),
    replacement: `$1${HIDDEN}`,
  },
  // An AWS secret access key is 40 characters of base64; a hash of 40 hex digits is not one. The length is asked first, as
  // hardly any word has it.
  {
    pattern:
      /(?<![A-Za-z0-9/+=_-])(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-]))(?=[A-Za-z0-9/+]{0,39}[G-Zg-z/+])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}\d)[A-Za-z0-9/+]{40}/g,
    replacement: HIDDEN,
  },
];

/**
 * The text with `[redacted]` in place of access keys, tokens, passwords, connection-string passwords and private
 * keys. Applying it again changes nothing.
 */
export function redact(text: string): string {
  return RULES.reduce(
    (shown, rule) =>
      typeof rule === 'function' ? rule(shown) : shown.replace(rule.pattern, rule.replacement),
    text,
  );
}

// `://user:password@host`. The password may hold slashes and at signs: hidden up to the last at sign. A loop and no
// pattern, because a pattern would look for the at sign again from every `://` of a long text that has none.
function withoutUrlPasswords(text: string): string {
  let shown = '';
  let copied = 0;
  let at = text.indexOf('@');
  for (let mark = text.indexOf('://'); mark !== -1 && at !== -1; mark = text.indexOf('://', mark)) {
    const begin = endOf(USER, text, mark);
    if (begin !== null && at < begin) at = text.indexOf('@', begin);
    const end =
      begin === null || at === -1 || at > begin + LONGEST_PASSWORD ? null : endOf(PASSWORD, text, begin);
    const last = begin === null || end === null ? -1 : text.lastIndexOf('@', end);
    if (begin !== null && last > begin) {
      shown += `${text.slice(copied, begin)}${HIDDEN}`;
      copied = last;
      mark = last;
    } else {
      mark += 1;
    }
  }
  return shown + text.slice(copied);
}

/** Where a sticky pattern ends that begins at this place, or null. */
function endOf(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : null;
}
