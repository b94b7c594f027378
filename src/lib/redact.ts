/**
 * Takes secrets out of outside text, once, where it enters. It errs on the side of hiding: a reader loses a value,
 * never its label. It is no proof that nothing secret is left, only that the usual shapes are gone.
 */

const HIDDEN = '[redacted]';

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

// Names whose value is a secret, as they stand in JSON, properties, environment, command lines and URLs.
const SECRET_NAME =
  '(?:[\\w.-]{0,64}?(?:passwords?|passwd|passphrase|pwd|secrets?|secret[_-]?(?:access[_-]?)?key|api[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token|session[_-]?token|security[_-]?token|client[_-]?secret|private[_-]?key|credentials?|signature)|token)';

const RULES: readonly Rule[] = [
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
  // scheme://user:password@host. The password may hold slashes and at signs: hidden up to the last at sign.
  {
    pattern: /\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{0,100}:)[^\s"'<>]{1,200}(?=@)/gi,
    replacement: `$1${HIDDEN}`,
  },
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
      `\\b(${SECRET_NAME}\\\\?["']?\\s*(?:=>|[:=](?!>))\\s*\\\\?)("|')(?:(?!\\2)[^\\r\\n]){1,4096}`,
      'gi',
    ),
    replacement: `$1$2${HIDDEN}`,
  },
  {
    pattern: new RegExp(
      `(?<!\\d:)\\b(${SECRET_NAME}\\s*(?:=>|[:=](?!>))\\s*)(?!["'\\\\]|\\[redacted\\])(?:\\{[^}\\r\\n]*\\}|[^\\s"'&;]+)`,
      'gi',
    ),
    replacement: `$1${HIDDEN}`,
  },
  // --password hunter2, as on a command line.
  {
    pattern: new RegExp(`(--${SECRET_NAME}\\s+)(?!-|\\[redacted\\])[^\\s"']+`, 'gi'),
    replacement: `$1${HIDDEN}`,
  },
  // An AWS secret access key is 40 characters of base64; a hash of 40 hex digits is not one.
  {
    pattern:
      /(?<![A-Za-z0-9/+=_-])(?=[A-Za-z0-9/+]{0,39}[G-Zg-z/+])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])/g,
    replacement: HIDDEN,
  },
];

/**
 * The text with `[redacted]` in place of access keys, tokens, passwords, connection-string passwords and private
 * keys. Applying it again changes nothing.
 */
export function redact(text: string): string {
  return RULES.reduce((shown, rule) => shown.replace(rule.pattern, rule.replacement), text);
}
