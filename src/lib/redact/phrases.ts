/**
 * Secrets that a fixed phrase stands before: headers, statements of SQL, options of a command, addresses of webhooks.
 * Data: a pattern, of which the first group stays.
 */

import { HIDDEN } from './hidden.ts';

interface Phrase {
  readonly pattern: RegExp;
  /** What has to stand before it, on the same line: an option means something else to another command. */
  readonly command?: RegExp;
}

const SCHEMES =
  '(?:bearer|basic|digest|token|api-?key|negotiate|ntlm|hawk|oauth|sharedkey(?:lite)?|sharedaccesssignature|aws4-hmac-sha256|aws)';
const HEADER = '\\\\{0,3}["\']?[ \\t]{0,5}[:=,][ \\t]{0,5}\\\\{0,3}["\']?';

const PHRASES: readonly Phrase[] = [
  // The scheme stays, as it tells what was tried.
  { pattern: /\b(authorization\\{0,3}["']?[ \t]{0,5}[:=,][ \t]{0,5}\\{0,3}["']?digest[ \t]+)[^\r\n]+/gi },
  { pattern: new RegExp(`\\b(authorization${HEADER}${SCHEMES}[ \\t]+)[^\\r\\n"'\\\\]+`, 'gi') },
  { pattern: new RegExp(`\\b(authorization${HEADER})(?!${SCHEMES}\\b)[\\w.~+/=-]{16,}`, 'gi') },
  { pattern: /\b(bearer[ \t]+)(?=[A-Za-z._~+/=-]{0,200}\d|[\w.~+/=-]{24})[\w.~+/=-]{8,}/gi },
  {
    pattern:
      /\b([Bb]asic[ \t]+)(?=[A-Za-z0-9+/]{0,200}(?:\d|[a-z][A-Z]|={1,2}(?![\w=])))[A-Za-z0-9+/]{8,}={0,2}/g,
  },
  { pattern: /\b((?:set-)?cookie["']?[ \t]{0,5}[:=][ \t]{0,5}["']?)[^\s=;,"']{1,100}=[^\r\n"']+/gi },
  { pattern: /\b(identified[ \t]+by[ \t]+(?:values?[ \t]+|password[ \t]+)?["'])[^"'\r\n]+/gi },
  { pattern: /\b(machine[ \t]+\S{1,100}[ \t]+login[ \t]+\S{1,100}[ \t]+password[ \t]+)\S+/gi },
  {
    pattern: /((?:^|[ \t"'])(?:-u|--user|--proxy-user)[ \t=]?["']?(?!\d)[^\s:"'@/[]{1,100}:)[^\s"']+/gm,
    command: /\b(?:curl|wget|https?)\b/g,
  },
  { pattern: /([ \t]-p["']?)[^\s"'-][^\s"']*/g, command: /\b(?:mysql|mysqldump|mysqladmin|mariadb)\b/g },
  { pattern: /([ \t]-p[ \t]{1,5}["']?)[^\s"'-][^\s"']*/g, command: /\bsshpass\b/g },
  { pattern: /([ \t]-a[ \t]{1,5}["']?)[^\s"'-][^\s"']*/g, command: /\bredis-cli\b/g },
  { pattern: /\b(hooks\.slack\.com\/)(?:services|workflows|triggers)\/[\w/-]+/g },
  { pattern: /\b(discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[\w-]+/g },
  { pattern: /(\.webhook\.office\.com\/)webhookb2\/[\w@/-]+/g },
];

/** A word of each phrase: hardly a text has one of them, and looking for all at once is cheap. */
const ANY =
  /authorization|bearer|basic|cookie|identified|machine|curl|wget|http|mysql|mariadb|sshpass|redis-cli|hooks|webhook/i;

/** The text without the secrets that stand after these phrases. */
export function withoutPhrases(text: string): string {
  if (!ANY.test(text)) return text;
  return PHRASES.reduce((shown, { pattern, command }) => {
    if (command === undefined) return shown.replace(pattern, `$1${HIDDEN}`);
    const follows = followingOnLine(shown, command);
    return follows === null
      ? shown
      : shown.replace(pattern, (found: string, kept: string, at: number) =>
          follows(at) ? `${kept}${HIDDEN}` : found,
        );
  }, text);
}

/**
 * Tells whether a command stands before a place, on the same line; null when there is none in the text. Places are
 * asked from first to last, so that no line is looked through twice.
 */
function followingOnLine(text: string, command: RegExp): ((at: number) => boolean) | null {
  const commands = [...text.matchAll(command)].map(({ index }) => index);
  if (commands.length === 0) return null;
  let line = 0;
  let end = text.indexOf('\n');
  let first = 0;
  return (at) => {
    while (end !== -1 && end < at) {
      line = end + 1;
      end = text.indexOf('\n', line);
    }
    while ((commands[first] ?? Infinity) < line) first += 1;
    return (commands[first] ?? Infinity) < at;
  };
}
