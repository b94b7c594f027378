/**
 * Names whose value is a secret, and names that look like them and are none. Data, and the one question asked of it.
 * A name is what stands before `=` or `:`: `fs.s3a.secret.key`, `DB_PASS`, `--client-secret`, `accountKey`.
 */

/** How surely the value of a name is a secret: a doubtful one is hidden only where its value looks like one. */
export type Doubt = 'sure' | 'doubtful';

/** How names end, in lower case and without separators. */
const SURE = ending([
  ['', ['password', 'passwd', 'passphrase', 'passcode', 'secret']],
  [
    'key',
    [
      'secret',
      'access',
      'api',
      'app',
      'application',
      'account',
      'storage',
      'shared',
      'sas',
      'private',
      'master',
    ],
  ],
  [
    'key',
    ['encryption', 'signing', 'auth', 'license', 'ssh', 'deploy', 'subscription', 'functions', 'service'],
  ],
  ['keys', ['api', 'secret', 'access', 'private']],
  [
    'token',
    ['access', 'auth', 'authentication', 'authorization', 'refresh', 'session', 'security', 'bearer', 'id'],
  ],
  [
    'token',
    ['api', 'bot', 'oauth', 'user', 'admin', 'service', 'sas', 'personal', 'private', 'deploy', 'job', 'web'],
  ],
  ['tokens', ['access', 'api', 'auth', 'refresh', 'session']],
  ['signature', ['amz', 'goog', 'sharedaccess']],
]);

/** Tokens that say where a list goes on, which call this is, or what a parser met: the word before `token`. */
const NO_TOKEN: ReadonlySet<string> = new Set(
  [
    'next page previous prev continuation paging pagination marker start starting resume scroll cursor forward',
    'backward sequence sync position client request idempotency task execution last first end begin per kind',
    'unexpected expected invalid unknown current syntax eos bos pad unk stop special mask separator delegation',
  ].flatMap((words) => words.split(' ')),
);
const NO_TOKEN_IN_ONE = /^(?:next(?:page|forward|backward)?|page|continuation|client(?:request)?)tokens?$/;

/** What passes or fails, and is no password. */
const PASSING =
  /^(?:tests?|checks?|cases?|rules?|by|first|second|multi|dry|one|two|single|low|high|band|all)$/;

/** Names of one word, by the last word of a longer one. */
const WORDS: ReadonlyMap<string, Doubt> = new Map([
  ['pwd', 'sure'],
  ['pw', 'sure'],
  ['pass', 'doubtful'],
  ['token', 'doubtful'],
  ['tokens', 'doubtful'],
  ['passwords', 'doubtful'],
  ['secrets', 'doubtful'],
  ['credential', 'doubtful'],
  ['credentials', 'doubtful'],
  ['creds', 'doubtful'],
  ['signature', 'doubtful'],
  ['auth', 'doubtful'],
  ['jwt', 'doubtful'],
  ['sig', 'doubtful'],
]);

/** Of those, the words that a word before them makes sure: `DB_PASS`, `GRAFANA_TOKEN`. */
const SURE_WITH_OWNER = /^(?:pass|token)$/;

/** Whether the value of this name is a secret; null when it is none. */
export function doubtOf(name: string): Doubt | null {
  const joined = name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
  const words = name.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((word) => word !== '');
  const last = words.at(-1)?.toLowerCase() ?? '';
  const owner = words.at(-2)?.toLowerCase();
  if (NO_TOKEN_IN_ONE.test(joined) || (/^tokens?$/.test(last) && NO_TOKEN.has(owner ?? ''))) return null;
  if (SURE.test(joined)) return 'sure';
  const doubt = WORDS.get(last) ?? null;
  if (owner === undefined || doubt === null || !SURE_WITH_OWNER.test(last)) return doubt;
  return last === 'pass' && PASSING.test(owner) ? null : 'sure';
}

function ending(endings: readonly (readonly [string, readonly string[]])[]): RegExp {
  return new RegExp(`(?:${endings.map(([end, before]) => `(?:${before.join('|')})${end}`).join('|')})$`);
}
