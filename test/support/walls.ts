/** One example for each wall against packages and globals; `lint/walls.ts` says who may import whom. */

/** A statement that breaks a wall in `src/<where>`, one that keeps it, and what the message must tell to do instead. */
export type Example = readonly [where: string, breaks: string, keeps: string, remedy: RegExp];

const SANDBOX = '../sandbox';

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
    "export { z } from 'zod';",
    /let src\/handlers act/,
  ],
  [
    'queries',
    "export { AthenaClient } from '@aws-sdk/client-athena';",
    "export { z } from 'zod';",
    /let src\/handlers act/,
  ],
  ['queries', 'export const now = () => Date.now();', '', /take a Clock/],
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
  [
    'handlers',
    'export const limit = () => AbortSignal.timeout(1);',
    'export const either = (a: AbortSignal) => AbortSignal.any([a]);',
    /take a Deadline/,
  ],
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
    'aws/glue',
    "export { GetJobRunCommand } from '@aws-sdk/client-glue';",
    "export type { JobRun } from '@aws-sdk/client-glue';",
    /take AwsClients as a parameter/,
  ],
  [
    'operations',
    "export { GetJobRunCommand } from '@aws-sdk/client-glue';",
    "export { z } from 'zod';",
    /let src\/handlers act/,
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
