/** Who may import whom in `src`, as the tests expect it, and one example for each wall against packages and globals. */

/** What a folder, or a file beside the folders, may import of ours. */
export interface Wall {
  readonly values: readonly string[];
  /** What it may import with `import type` besides. */
  readonly types?: readonly string[];
}

/** A statement that breaks a wall in `src/<where>`, one that keeps it, and what the message must tell to do instead. */
export type Example = readonly [where: string, breaks: string, keeps: string, remedy: RegExp];

const PURE = ['alarms', 'runbooks', 'checklists', 'incidents', 'access'];
const EDGES = ['aws', 'sns', 'bot', 'bot/views', 'http', 'store', 'operations', 'workers', 'cli'];
const ROOT_FILES = ['app.ts', 'main.ts', 'config.ts', 'config-schema.ts', 'runbook-files.ts'];
const CONTRACTS = ['operations/finding.ts', 'operations/operation.ts'];
const PORTS = ['handlers/ports.ts', 'handlers/reply.ts'];
const VIEW_TOOLS = ['bot/limits.ts', 'bot/mrkdwn.ts', 'bot/actions.ts', 'bot/submissions.ts'];

const DOMAIN = ['lib', ...PURE];
const USE_CASES = [...DOMAIN, 'handlers', ...PORTS];
const IMPLEMENTED = [...DOMAIN, 'handlers/ports.ts'];
const SANDBOX = '../sandbox';

/** Everything that somebody could import: folders, and the single files that a wall names. */
export const TARGETS = [
  ...DOMAIN,
  'handlers',
  ...EDGES,
  ...ROOT_FILES,
  ...CONTRACTS,
  ...PORTS,
  ...VIEW_TOOLS,
  SANDBOX,
];

/** The folders that have no clock, no chance, no environment and no I/O. */
export const WITHOUT_EFFECTS = [...DOMAIN, 'handlers', 'bot/views'];

const EVERYBODY = TARGETS.filter((name) => name !== SANDBOX);
const pure: Wall = { values: ['lib'], types: [...PURE, ...CONTRACTS] };

/** For each folder and file of `src`, what it may import. */
export const WALLS: Readonly<Record<string, Wall>> = {
  lib: { values: [] },
  alarms: pure,
  runbooks: pure,
  checklists: pure,
  incidents: pure,
  access: pure,
  handlers: { values: DOMAIN, types: CONTRACTS },
  bot: { values: USE_CASES, types: CONTRACTS },
  'bot/views': { values: [...DOMAIN, ...VIEW_TOOLS], types: [...CONTRACTS, ...PORTS] },
  sns: { values: USE_CASES },
  http: { values: USE_CASES },
  workers: { values: USE_CASES },
  store: { values: IMPLEMENTED },
  aws: { values: IMPLEMENTED },
  operations: { values: [...IMPLEMENTED, 'aws'] },
  cli: { values: EVERYBODY },
  'config.ts': { values: [...DOMAIN, 'config-schema.ts'] },
  'config-schema.ts': { values: [...DOMAIN, 'config.ts'] },
  'runbook-files.ts': { values: ['lib', 'runbooks', 'handlers/ports.ts'] },
  'app.ts': { values: EVERYBODY },
  'main.ts': { values: TARGETS },
};

/** `keeps` is empty where the example above it shows the same. */
export const EXAMPLES: readonly Example[] = [
  ['lib', "export { z } from 'zod';", "export { z } from './z.ts';", /move this file/],
  [
    'incidents',
    "export { readFile } from 'node:fs';",
    "export { z } from 'zod';",
    /what was read as a parameter/,
  ],
  ['incidents', "export { request } from 'node:http';", '', /what was read as a parameter/],
  ['access', "export { spawn } from 'node:child_process';", '', /what was read as a parameter/],
  [
    'runbooks',
    "export { randomUUID } from 'node:crypto';",
    "export { createHash } from 'node:crypto';",
    /take ids/,
  ],
  [
    'runbooks',
    "export { App } from '@slack/bolt';",
    "export { parse } from 'yaml';",
    /let src\/handlers act/,
  ],
  [
    'alarms',
    "export { Glue } from '@aws-sdk/client-glue';",
    "export { scan } from 'picomatch';",
    /let src\/handlers act/,
  ],
  ['alarms', "export { sql } from 'kysely';", '', /let src\/handlers act/],
  ['alarms', "export { pino } from 'pino';", '', /let src\/handlers act/],
  ['alarms', "export { fastify } from 'fastify';", '', /let src\/handlers act/],
  [
    'alarms/decode',
    "export { a } from '../../store/open.ts';",
    "export { a } from '../event.ts';",
    /let src\/handlers act/,
  ],
  ['alarms', 'export const now = () => Date.now();', 'export const at = new Date(0);', /take a Clock/],
  [
    'checklists',
    'export const chance = () => Math.random();',
    'export const two = Math.max(1, 2);',
    /as a parameter/,
  ],
  ['incidents', 'export const id = () => crypto.randomUUID();', '', /as a parameter/],
  ['access', 'export const home = () => process.env.HOME;', '', /as a parameter/],
  ['handlers', "export const get = () => fetch('http://x');", '', /as a parameter/],
  ['handlers', 'export const later = () => setTimeout(Boolean, 1);', '', /as a parameter/],
  ['handlers', "export { readFile } from 'node:fs';", "export { z } from 'zod';", /declare what it needs/],
  [
    'handlers/verbs',
    "export { a } from '../../bot/a.ts';",
    "export { a } from '../deed.ts';",
    /declare what it needs/,
  ],
  ['handlers', "export const late = () => import('../store/open.ts');", '', /declare what it needs/],
  [
    'bot',
    "export { sql } from 'kysely';",
    "export { App } from '@slack/bolt';",
    /add a method to the store's port/,
  ],
  [
    'bot',
    "export { Glue } from '@aws-sdk/client-glue';",
    "export { z } from 'zod';",
    /add a method to a port/,
  ],
  [
    'bot/views',
    "export { z } from 'zod';",
    "export type { KnownBlock } from '@slack/types';",
    /let src\/bot\/render\.ts/,
  ],
  ['bot/views', 'export const now = () => Date.now();', '', /take a Clock/],
  [
    'sns',
    "export { WebClient } from '@slack/web-api';",
    "export { fastify } from 'fastify';",
    /add a method to a port/,
  ],
  [
    'http',
    "export { DatabaseSync } from 'node:sqlite';",
    "export { pino } from 'pino';",
    /add a method to the store/,
  ],
  [
    'workers',
    "export { randomUUID } from 'node:crypto';",
    "export { createHash } from 'node:crypto';",
    /take a NewId/,
  ],
  ['workers', 'export const now = () => Date.now();', '', /take a Clock/],
  ['store', "export { fastify } from 'fastify';", "export { sql } from 'kysely';", /register a route/],
  [
    'store/dialect',
    "export { a } from '../../bot/a.ts';",
    "export { DatabaseSync } from 'node:sqlite';",
    /its port/,
  ],
  [
    'aws',
    "export { GlueClient } from '@aws-sdk/client-glue';",
    "export type { GlueClient } from '@aws-sdk/client-glue';",
    /take AwsClients as a parameter/,
  ],
  [
    'operations',
    "export { GlueClient } from '@aws-sdk/client-glue';",
    "export { GetJobRunCommand } from '@aws-sdk/client-glue';",
    /take AwsClients as a parameter/,
  ],
  [
    'cli',
    "export { sql } from 'kysely';",
    "export { readFile } from 'node:fs';",
    /add a method to the store/,
  ],
  [
    'cli',
    'export const home = () => process.env.HOME;',
    'export const now = () => Date.now();',
    /as a parameter/,
  ],
  [
    SANDBOX,
    "export { a } from '../src/bot/actions.ts';",
    "export { a } from '../src/lib/text.ts';",
    /send a request/,
  ],
];
