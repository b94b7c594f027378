/** The schema of handrail.yaml and of the environment. Each message says what was expected and what to do. */

import type { LEVELS } from './access/may.ts';

import { z } from 'zod';

import { GROUP_PARTS } from './alarms/group.ts';
import { parseSeverity } from './incidents/severity.ts';
import { isPartition, parseTopicArn } from './lib/arn.ts';
import { parseDuration } from './lib/duration.ts';
import { queriesThatRead } from './config-queries.ts';
import { costsShape } from './operations/cost-config.ts';
import { qualityShape, queriesShape } from './operations/named-query-config.ts';
import { athenaShape, maskShape } from './operations/query-config.ts';
import { pipelinePlace, placeShape, rolelessFault } from './operations/place-config.ts';

export type ConfigFile = z.infer<typeof configFile>;
export type Environment = z.infer<typeof environment>;
export type LevelName = (typeof LEVELS)[number];

const PORT_EXPECTED = 'Expected a port from 0 to 65535. Set it to a number such as 3000.';

const duration = z
  .union(
    [z.string(), z.number()],
    unlike('a duration such as 30s, 5m, 24h or 7d', 'Write a number and a unit.'),
  )
  .transform((value, ctx) => {
    const parsed = parseDuration(String(value));
    if (parsed.ok) return parsed.value;
    ctx.addIssue(`${parsed.error}. Write a number and a unit.`);
    return z.NEVER;
  });

/** Shorter than a day, and a repeated delivery or a reopening would find nothing of the first. */
const keptFor = duration.refine(
  (ms) => ms >= 86_400_000,
  'Expected at least 1d, got less. Write a longer duration, such as 30d.',
);

const severity = z
  .union([z.string(), z.number()], unlike('SEV1, SEV2, SEV3 or SEV4', 'Write one of them.'))
  .transform((value, ctx) => {
    const parsed = parseSeverity(String(value));
    if (parsed !== undefined) return parsed;
    ctx.addIssue(`Expected SEV1, SEV2, SEV3 or SEV4, got ${JSON.stringify(value)}. Write one of them.`);
    return z.NEVER;
  });

const channel = z
  .string()
  .regex(
    /^(#[^\s#]{1,80}|[CG][A-Z0-9]{6,})$/,
    'Expected a channel as "#name" (in quotes) or as an id such as C0123456789. Write it so.',
  );

// The partitions are those whose certificates the webhook can believe.
const topicArn = z.string().refine((text) => {
  const topic = parseTopicArn(text);
  return topic !== null && isPartition(topic.partition) && !topic.isFifo;
}, 'Expected the ARN of an SNS standard topic such as arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms. Copy it from the SNS console.');

const userOrAll = z
  .string()
  .regex(
    /^(\*|[UW][A-Z0-9]{2,}|arn:aws[\w-]*:(?:iam|sts)::\d{12}:[^\s?]+)$/,
    'Expected a Slack user id such as U0123456789, "*" for every full member, or for the command line the ARN that STS reports, such as arn:aws:sts::123456789012:assumed-role/data-team/*. Copy the id from the profile in Slack.',
  );
const userId = z
  .string()
  .regex(
    /^[UW][A-Z0-9]{2,}$/,
    'Expected a Slack user id such as U0123456789. Copy it from the profile in Slack.',
  );

// An empty pattern is an error to the matcher, and would fail on every alarm.
const pattern = z
  .string('Expected a pattern in quotes, such as "todo-*". Put quotes around it.')
  .min(1, 'Expected a pattern such as "todo-*", got nothing. Write one, or remove it.');

/** One pattern or a list of them. */
const patterns = z
  .union(
    [
      pattern,
      z.array(pattern).min(1, 'Expected at least one pattern, got none. Write one, or remove the key.'),
    ],
    unlike('a pattern such as "todo-*", or a list of them', 'Put quotes around it.'),
  )
  .transform((value) => (Array.isArray(value) ? value : [value]));

const match = z
  .strictObject({
    name: patterns.optional(),
    account: patterns.optional(),
    region: patterns.optional(),
    kind: patterns.optional(),
    job: patterns.optional(),
  })
  .transform((given) => definedOnly(given))
  .refine(
    (given) => Object.keys(given).length > 0,
    'Expected at least one of name, account, region, kind and job, got none. Without one it matches nothing: write one, or remove the match.',
  );

/** Glue takes no fewer than 2 workers, and 299 of the largest kinds. */
const workers = z
  .number()
  .refine(
    (value) => Number.isInteger(value) && value >= 2 && value <= 299,
    unlike('2 to 299 workers', 'Write a whole number.'),
  );

/** Names of resources of one kind; a pattern would have to list the whole account. */
function resources(kind: string) {
  const name = z
    .string(`Expected the name of ${kind} in quotes. Put quotes around it.`)
    .regex(
      /^[\w.:/-]{1,255}$/,
      unlike(`the name of ${kind}`, 'Write its name as AWS shows it, without * or ?.'),
    );
  return z.array(name).default([]);
}

const stageShape = z.strictObject({
  match: match.optional(),
  jobs: z.array(pattern).default([]),
  streams: resources('a DynamoDB table'),
  delivery_streams: resources('a Firehose stream'),
  functions: resources('a Lambda function'),
  buckets: resources('a bucket'),
  databases: resources('a database of the Glue catalog'),
  tables: resources('a table'),
  after: z.array(z.string()).default([]),
  severity: severity.optional(),
});

const groupParts = z
  .array(z.enum(GROUP_PARTS, unlike(`one of ${GROUP_PARTS.join(', ')}`, 'Write one of them.')))
  .min(1, `Expected at least one of ${GROUP_PARTS.join(', ')}, got none. Write one, or remove the key.`)
  .refine(
    (parts) => new Set(parts).size === parts.length,
    unlike('each part once', 'Remove the one that stands there twice.'),
  );

const pipelineShape = z.strictObject({
  runbook: z
    .string()
    .min(1, 'Expected a folder or a file, got nothing. Write its path, or remove the key.')
    .optional(),
  environment: z.string().optional(),
  channel: channel.optional(),
  severity: severity.optional(),
  match: match.optional(),
  place: placeShape.optional(),
  group_by: groupParts.optional(),
  stages: z.record(z.string(), stageShape).default({}),
  oncall: z.array(userId).default([]),
  scripts: resources('a bucket'),
  athena: athenaShape.optional(),
  queries: queriesShape,
  quality: qualityShape,
  costs: costsShape,
  mask: maskShape,
});

const routeShape = z.strictObject({
  match,
  pipeline: z.string().optional(),
  stage: z.string().optional(),
  severity: severity.optional(),
  channel: channel.optional(),
  procedure: z.string().optional(),
});

export const configFile = z.strictObject({
  slack: z.strictObject({ channel }),
  sns: z.strictObject({
    topics: z
      .array(topicArn)
      .min(1, 'Expected at least one topic ARN, got none. Alarms of other topics are refused.'),
    signing_certificates: z.record(z.string(), z.string()).default({}),
    max_age: duration.default(86_400_000),
    require_signature_version_2: z.boolean().default(false),
  }),
  pipelines: z.record(z.string(), pipelineShape).check(oneAccountWithoutRole, queriesThatRead).default({}),
  routes: z.array(routeShape).default([]),
  access: z
    .strictObject({
      viewer: z.array(userOrAll).default([]),
      responder: z.array(userOrAll).default([]),
      operator: z.array(userOrAll).default([]),
      admin: z.array(userOrAll).default([]),
    })
    .prefault({}),
  incidents: z
    .strictObject({
      reopen_within: duration.default(7_200_000),
      calm_before_resolving: duration.default(1_800_000),
      text_expires_after: duration.default(259_200_000),
      quiet_alarms_speak_after: duration.default(900_000),
    })
    .prefault({}),
  retention: z
    .strictObject({
      raw: keptFor.default(2_592_000_000),
      incidents: keptFor.default(34_560_000_000),
    })
    .prefault({}),
  operations: z.strictObject({ max_workers: workers.default(40) }).prefault({}),
});

/** One secret, or two with a comma while rotating. */
export function secretsIn(text: string): string[] {
  return text
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}

export const environment = z.object({
  SLACK_BOT_TOKEN: z
    .string('Expected the bot token, got nothing. Set it to the xoxb- token of the installed app.')
    .startsWith(
      'xoxb-',
      'Expected a bot token that starts with xoxb-. Copy it from OAuth & Permissions of the app.',
    ),
  SLACK_SIGNING_SECRET: z
    .string('Expected the signing secret, got nothing. Copy it from Basic Information of the app.')
    .transform(secretsIn)
    .refine(
      (secrets) => secrets.length >= 1 && secrets.length <= 2,
      'Expected one secret, or two with a comma while rotating. Copy them from Basic Information of the app.',
    ),
  SLACK_API_URL: z
    .url({
      protocol: /^https?$/,
      error: 'Expected a URL such as https://slack.com/api/. Leave it out for Slack itself.',
    })
    .default('https://slack.com/api/'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite|postgres(ql)?):/, 'Expected sqlite:data/handrail.db or postgres://…. Write one of them.')
    .default('sqlite:data/handrail.db'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT_EXPECTED)
    .transform(Number)
    .refine((port) => port <= 65_535, PORT_EXPECTED)
    .default(3_000),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'Expected fatal, error, warn, info, debug, trace or silent. Write one of them.',
    )
    .default('info'),
  HANDRAIL_AUDIT_KEY: z
    .string()
    .min(16, 'Expected at least 16 characters, so that the audit chain cannot be guessed. Write more.')
    .optional(),
});

function oneAccountWithoutRole({
  value,
  issues,
}: z.core.ParsePayload<Readonly<Record<string, z.infer<typeof pipelineShape>>>>): void {
  const fault = rolelessFault(
    Object.entries(value).flatMap(([name, { place }]) =>
      place === undefined ? [] : [pipelinePlace(name, place)],
    ),
  );
  if (fault !== null) issues.push({ code: 'custom', input: value, path: [], message: fault });
}

/** The message for a value of the wrong shape: what was expected, what came, what to do. */
function unlike(
  expected: string,
  remedy: string,
): { readonly error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => `Expected ${expected}, got ${JSON.stringify(input ?? null)}. ${remedy}` };
}

/** Drops keys whose value is undefined, which exact optional types do not allow. */
function definedOnly<T extends Record<string, string[] | undefined>>(
  given: T,
): { [K in keyof T]?: string[] } {
  const kept: { [K in keyof T]?: string[] } = {};
  for (const key in given) {
    const value = given[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
