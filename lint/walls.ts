/**
 * The walls as data: who may import whom in `src`, which packages, and what to do instead. The lint configuration is
 * made of this, and the tests break each of it once.
 */

/** What holds for a folder, or for a file beside the folders. */
export interface Wall {
  /** What it may import of ours. */
  readonly values: readonly string[];
  /** What it may import with `import type` besides. */
  readonly types?: readonly TypesOnly[];
  /** What its own subfolders may import of each other, as they write it. */
  readonly within?: readonly string[];
  /** The packages it may import; left out, any that `bans` does not name. */
  readonly packages?: readonly string[];
  readonly bans?: readonly Ban[];
  /** What to do instead of importing anything else; null where everything of ours is free. */
  readonly remedy: string | null;
}

export interface TypesOnly {
  readonly of: readonly string[];
  readonly remedy: string;
}

/** What one folder alone may use, and the sentence for everybody else. */
export interface Ban {
  readonly regex: string;
  readonly message: string;
  readonly importNamePattern?: string;
  readonly importNames?: readonly string[];
  readonly allowTypeImports?: boolean;
}

const PURE = ['alarms', 'runbooks', 'checklists', 'incidents', 'runs', 'access', 'operations', 'queries'];
const EDGES = ['aws', 'sns', 'bot', 'bot/views', 'http', 'store', 'workers', 'cli'];
const ROOT_FILES = [
  'app.ts',
  'main.ts',
  'config.ts',
  'config-schema.ts',
  'config-references.ts',
  'config-queries.ts',
  'runbook-files.ts',
];
const PORTS = ['handlers/ports.ts', 'handlers/reply.ts'];
const VIEW_TOOLS = [
  'bot/limits.ts',
  'bot/mrkdwn.ts',
  'bot/tables-and-charts.ts',
  'bot/actions.ts',
  'bot/submissions.ts',
];

const DOMAIN = ['lib', ...PURE, 'deeds'];
const USE_CASES = [...DOMAIN, 'handlers', ...PORTS];
const IMPLEMENTED = [...DOMAIN, 'handlers/ports.ts'];
const SANDBOX = '../sandbox';

/** Everything that somebody could import: folders, and the single files that a wall names. */
export const TARGETS = [...DOMAIN, 'handlers', ...EDGES, ...ROOT_FILES, ...PORTS, ...VIEW_TOOLS, SANDBOX];

/** The folders that have no clock, no chance, no environment and no I/O. */
export const WITHOUT_EFFECTS = [...DOMAIN, 'handlers', 'bot/views'];

const EVERYBODY = TARGETS.filter((name) => name !== SANDBOX);

const OUTSIDE: Ban = {
  regex: '(?:^|/)sandbox/',
  message:
    'The sandbox is not part of the bot: src/main.ts alone loads it, by a dynamic import in its own command.',
};
const SQL: Ban = {
  regex: '^(?:kysely|node:sqlite|pg)(?:/|$)',
  message:
    "SQL lives in src/store: add a method to the store's port in src/handlers/ports.ts and write its query there.",
};
const AWS: Ban = {
  regex: '^@aws-sdk/',
  message:
    'AWS is spoken in src/aws: add a method to a port in src/handlers/ports.ts and implement it there.',
};
const CLIENTS: Ban = {
  regex: '^@aws-sdk/',
  allowTypeImports: true,
  message:
    'The SDK is loaded and its clients are made in src/aws/clients.ts, when the first is needed: take AwsClients as a parameter, and call its methods.',
};
const SLACK: Ban = {
  regex: '^@slack/',
  message:
    'Slack is spoken in src/bot: add a method to a port in src/handlers/ports.ts and implement it there.',
};
const HTTP: Ban = {
  regex: '^(?:fastify|prom-client)$',
  message:
    'HTTP is served in src/http, src/sns and src/bot: register a route there, and let it call a use case.',
};
const CHANCE: Ban = {
  regex: '^(?:node:)?crypto$',
  importNames: ['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues'],
  message: 'Ids and chance are passed in: take a NewId as a parameter, src/app.ts passes it in.',
};
const HASH_ONLY: Ban = {
  regex: '^node:crypto$',
  importNamePattern: '^(?:[^c]|c[^r]|create[^H])',
  message:
    'Of node:crypto a pure folder uses createHash only: take ids and chance as a parameter, src/app.ts passes them in.',
};

const pure: Wall = {
  values: ['lib'],
  types: [
    {
      of: PURE,
      remedy:
        'Pure folders share only types: write `import type`, and let a use case in src/handlers call both folders.',
    },
  ],
  packages: [
    'node:crypto',
    'zod',
    'yaml',
    'mdast',
    'mdast-util-*',
    'micromark-*',
    'github-slugger',
    'fastest-levenshtein',
    'csv-stringify/sync',
  ],
  bans: [HASH_ONLY],
  remedy:
    'A pure folder knows src/lib, the types of the other pure folders, and libraries that only compute. Return a decision and let src/handlers act on it; take what was read as a parameter.',
};

const edge: Wall = {
  values: USE_CASES,
  bans: [SQL, AWS, SLACK, CHANCE],
  remedy:
    'An edge knows no other edge: go through a use case or a port of src/handlers, and let src/app.ts join the two.',
};

const implementation: Wall = {
  values: IMPLEMENTED,
  bans: [SQL, CLIENTS, SLACK, HTTP, CHANCE],
  remedy:
    'This folder implements ports: it knows src/handlers/ports.ts, src/lib and the pure folders. Let a use case in src/handlers call it through its port.',
};

const configuration: Wall = {
  values: [...DOMAIN, 'config.ts', 'config-schema.ts', 'config-references.ts', 'config-queries.ts'],
  packages: ['zod', 'yaml'],
  remedy:
    'The configuration is read before anything is built and reads no file: it knows src/lib and the pure folders. Let src/app.ts turn its values into what an edge needs, and src/cli read files.',
};

const composition: Wall = { values: EVERYBODY, bans: [OUTSIDE, SQL, CLIENTS, SLACK], remedy: null };

/** For each folder and file of `src`, what it may import. */
export const WALLS: Readonly<Record<string, Wall>> = {
  lib: {
    values: [],
    packages: [],
    remedy:
      'src/lib knows no other folder and no package: take the value as a parameter, or move this file to the folder that needs the import.',
  },
  alarms: pure,
  runbooks: pure,
  checklists: pure,
  runs: pure,
  incidents: pure,
  access: pure,
  operations: pure,
  queries: pure,
  deeds: {
    ...pure,
    values: ['lib', ...PURE],
    types: [],
    remedy:
      'A deed is declared in words of the domain: it knows the pure folders and no edge. Let a use case in src/handlers act on it; take what was read as a parameter.',
  },
  handlers: {
    values: DOMAIN,
    packages: ['zod', 'fastest-levenshtein', 'lru-cache'],
    remedy:
      'A use case knows no edge and does no I/O: declare what it needs as an interface in src/handlers/ports.ts; an edge implements it and src/app.ts passes it in.',
  },
  bot: { ...edge, bans: [SQL, AWS, CHANCE] },
  'bot/views': {
    values: [...DOMAIN, ...VIEW_TOOLS],
    types: [
      {
        of: PORTS,
        remedy:
          'A view shows what a use case answered and never calls one: write `import type`, and let src/bot/render.ts or src/bot/responder.ts call it.',
      },
    ],
    packages: ['@slack/types'],
    remedy:
      'A view is a function of state and does no I/O: take what it shows as a parameter of a domain type, and let src/bot/render.ts load it.',
  },
  sns: edge,
  http: edge,
  workers: edge,
  store: {
    ...implementation,
    values: [...IMPLEMENTED, 'handlers/keys.ts'],
    within: ['../migrations/**'],
    bans: [AWS, SLACK, HTTP, CHANCE],
  },
  // What the health of a pipeline is put together from stands with its service.
  aws: { ...implementation, within: ['../*/read-*.ts'] },
  cli: composition,
  'config.ts': configuration,
  'config-schema.ts': configuration,
  'config-references.ts': configuration,
  'config-queries.ts': configuration,
  'runbook-files.ts': {
    values: ['lib', 'runbooks', 'handlers/ports.ts'],
    bans: [SQL, AWS, SLACK, HTTP],
    remedy:
      'src/runbook-files.ts only reads files: it knows src/runbooks, src/lib and src/handlers/ports.ts. Let src/app.ts pass on what it read.',
  },
  'app.ts': composition,
  'main.ts': { values: TARGETS, bans: [SQL, CLIENTS, SLACK], remedy: null },
};

/** The one file of `src/aws` that makes clients. */
export const MAKES_CLIENTS: Readonly<Record<string, Wall>> = {
  'aws/clients.ts': { ...implementation, bans: [SQL, SLACK, HTTP, CHANCE] },
};
