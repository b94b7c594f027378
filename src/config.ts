/**
 * One schema over the YAML file and the environment, one frozen Config out. Every fault is told at once: where it
 * is, what was expected, what came, and what to do. Reads nothing by itself; the caller passes environment and files.
 */

import type { AccessPolicy } from './access/may.ts';
import type { PipelineRule, RouteRule, Routing, StageRule } from './alarms/route.ts';
import type { IncidentTimings } from './incidents/due.ts';
import type { Result } from './lib/result.ts';
import type { Estate } from './operations/estate.ts';
import type { PipelinePlace } from './operations/place.ts';
import type { Document } from 'yaml';
import type { z } from 'zod';
import type { ConfigFile, Environment, LevelName } from './config-schema.ts';

import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';

import { referenceFaults } from './config-references.ts';
import { configFile, environment } from './config-schema.ts';
import { err, ok } from './lib/result.ts';
import { costSettings, storageBudget } from './operations/cost-config.ts';
import { pipelinePlace } from './operations/place-config.ts';
import { querySettings } from './operations/query-config.ts';

export interface ConfigFault {
  /** `handrail.yaml:12`, or the name of an environment variable. */
  readonly where: string;
  readonly problem: string;
}

export interface PipelineConfig extends PipelineRule {
  /** Folder or file of the runbook, relative to the configuration file; null when the pipeline has none. */
  readonly runbook: string | null;
  /** `prod`: shown on cards. */
  readonly environment: string | null;
  /** User ids mentioned on the first card and on pings. */
  readonly oncall: readonly string[];
}

export interface Config {
  readonly slack: {
    readonly channel: string;
    readonly apiUrl: string;
    readonly botToken: string;
    /** Two while rotating; either is accepted. */
    readonly signingSecrets: readonly string[];
  };
  readonly sns: {
    readonly topics: readonly string[];
    /** SigningCertURL → path of a local PEM. */
    readonly signingCertificates: Readonly<Record<string, string>>;
    readonly maxAgeMs: number;
    readonly requireSignatureVersion2: boolean;
  };
  readonly pipelines: readonly PipelineConfig[];
  readonly routing: Routing;
  /** What each pipeline is made of in AWS. */
  readonly estates: readonly Estate[];
  /** Where calls go, of the pipelines that say it. */
  readonly places: readonly PipelinePlace[];
  readonly access: AccessPolicy;
  readonly incidents: IncidentTimings & { readonly reopenWithinMs: number };
  readonly retention: { readonly rawMs: number; readonly incidentsMs: number };
  readonly operations: { readonly maxWorkers: number };
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Key of the audit chain; derived from the signing secret when not given, so that it is never empty. */
  readonly auditKey: string;
}

/** Parts of the configuration that need no secret: enough to route, to lint and to read the store. */
export type FileConfig = Omit<Config, 'slack' | 'auditKey'> & {
  readonly slack: { readonly channel: string };
};

/** What people call the types that the schema expects. */
const PLAIN_TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/**
 * Reads the whole configuration for `start`.
 * @param source the YAML text and the name to call it by in faults
 * @param env the process environment
 */
export function loadConfig(
  source: { readonly name: string; readonly text: string },
  env: Readonly<Record<string, string | undefined>>,
): Result<Config, readonly ConfigFault[]> {
  const file = parseFile(source);
  const variables = parseEnvironment(env);
  if (file.ok && variables.ok) return ok(deepFreeze(assemble(file.value, variables.value)));
  return err([...(file.ok ? [] : file.error), ...(variables.ok ? [] : variables.error)]);
}

/** Reads what stands in the file alone, for commands that work without Slack. */
export function loadFileConfig(
  source: { readonly name: string; readonly text: string },
  env: Readonly<Record<string, string | undefined>>,
): Result<FileConfig, readonly ConfigFault[]> {
  return loadConfig(source, { ...env, SLACK_BOT_TOKEN: 'xoxb-none', SLACK_SIGNING_SECRET: 'none' });
}

/** The key of the audit chain, which every process that writes to the store has to have alike. */
export function auditKeyOf(given: string | undefined, signingSecrets: readonly string[]): string {
  return given ?? `handrail-audit:${signingSecrets[0] ?? ''}`;
}

/** The faults as lines for a terminal. */
export function faultLines(faults: readonly ConfigFault[]): string {
  return faults.map(({ where, problem }) => `${where}: ${problem}`).join('\n');
}

function parseFile(source: {
  readonly name: string;
  readonly text: string;
}): Result<ConfigFile, readonly ConfigFault[]> {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return err(
      document.errors.map((error) => ({
        where: `${source.name}:${lines.linePos(error.pos[0]).line}`,
        problem: `Expected YAML, got something else: ${error.message}. Mend the line, or quote its value.`,
      })),
    );
  }
  const aliases = unresolvedAliases(document);
  if (aliases.length > 0) {
    return err(
      aliases.map(({ name, offset }) => ({
        where: `${source.name}:${lines.linePos(offset).line}`,
        problem: `Expected a value, got *${name}, which in YAML repeats an anchor that this file does not have. Put quotes around it.`,
      })),
    );
  }
  const raw: unknown = document.toJS() ?? {};
  const parsed = configFile.safeParse(raw);
  const references = referenceFaults(raw);
  if (parsed.success && references.length === 0) return ok(parsed.data);
  const issues = parsed.error?.issues.flatMap((issue) => sentences(issue, document)) ?? [];
  return err(
    [...issues, ...references].map(({ path, problem }) => ({
      where: `${source.name}:${lineOf(document, lines, path)}`,
      problem: path.length === 0 ? problem : `${path.join('.')}: ${problem}`,
    })),
  );
}

function parseEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Result<Environment, readonly ConfigFault[]> {
  // An empty variable is how shells and compose files say "not set".
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  return err(
    parsed.error.issues.map((issue) => ({
      where: issue.path.join('.') || 'environment',
      problem: issue.message,
    })),
  );
}

interface Sentence {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

function sentences(issue: z.core.$ZodIssue, document: Document): readonly Sentence[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      problem:
        'Expected a key that Handrail knows, got this one. Remove it, or look for its name in handrail.example.yaml.',
    }));
  }
  // What is wrong with a name says its own schema.
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({ path: issue.path, problem: message }));
  if (issue.code !== 'invalid_type') return [{ path: issue.path, problem: issue.message }];
  const came: unknown = document.getIn(issue.path);
  const got =
    came == null ? 'nothing' : isMap(came) ? 'a map' : isSeq(came) ? 'a list' : JSON.stringify(came);
  const remedy = isCommentedOut(document, issue.path)
    ? 'What follows # is a comment to YAML: put quotes around it'
    : 'handrail.example.yaml shows how it is written';
  return [
    {
      path: issue.path,
      problem: `Expected ${PLAIN_TYPES[issue.expected] ?? issue.expected}, got ${got}. ${remedy}.`,
    },
  ];
}

/** Whether there is a comment where the value should be, as in `channel: #alerts`. */
function isCommentedOut(document: Document, path: readonly PropertyKey[]): boolean {
  const node: unknown = document.getIn(path, true);
  return isScalar(node) && node.source === '' && typeof node.comment === 'string';
}

/** The line of the deepest part of the path that the file has: of its key where it has one, otherwise of its value. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = isMap(parent)
      ? parent.items.find((pair) => String(pair.key) === path[depth - 1])?.key
      : undefined;
    const node: unknown = key ?? document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
}

/** `*` without quotes is a value to people and an alias to YAML. */
function unresolvedAliases(
  document: Document,
): readonly { readonly name: string; readonly offset: number }[] {
  const found: { name: string; offset: number }[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) === undefined)
        found.push({ name: alias.source, offset: alias.range?.[0] ?? 0 });
    },
  });
  return found;
}

function assemble(file: ConfigFile, env: Environment): Config {
  const pipelines = Object.entries(file.pipelines).map(([name, pipeline]) => pipelineConfig(name, pipeline));
  return {
    slack: {
      channel: file.slack.channel,
      apiUrl: env.SLACK_API_URL,
      botToken: env.SLACK_BOT_TOKEN,
      signingSecrets: env.SLACK_SIGNING_SECRET,
    },
    sns: {
      topics: file.sns.topics,
      signingCertificates: file.sns.signing_certificates,
      maxAgeMs: file.sns.max_age,
      requireSignatureVersion2: file.sns.require_signature_version_2,
    },
    pipelines,
    routing: { routes: file.routes.map(routeRule), pipelines, defaultChannel: file.slack.channel },
    estates: Object.entries(file.pipelines).map(([name, pipeline], _, { length }) => ({
      ...estate(name, pipeline),
      // Every alarm is of the only pipeline, unless it says which are.
      alarms: length === 1 ? (pipeline.match?.name ?? []) : alarmsOf(pipeline),
    })),
    places: Object.entries(file.pipelines).flatMap(([name, { place }]) =>
      place === undefined ? [] : [pipelinePlace(name, place)],
    ),
    access: accessPolicy(file.access),
    incidents: {
      reopenWithinMs: file.incidents.reopen_within,
      calmMs: file.incidents.calm_before_resolving,
      textExpiryMs: file.incidents.text_expires_after,
      muteGraceMs: file.incidents.quiet_alarms_speak_after,
    },
    retention: { rawMs: file.retention.raw, incidentsMs: file.retention.incidents },
    operations: { maxWorkers: file.operations.max_workers },
    databaseUrl: env.DATABASE_URL,
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
    auditKey: auditKeyOf(env.HANDRAIL_AUDIT_KEY, env.SLACK_SIGNING_SECRET),
  };
}

function pipelineConfig(name: string, pipeline: ConfigFile['pipelines'][string]): PipelineConfig {
  return {
    name,
    runbook: pipeline.runbook ?? null,
    environment: pipeline.environment ?? null,
    channel: pipeline.channel ?? null,
    severity: pipeline.severity ?? null,
    match: pipeline.match ?? null,
    groupBy: pipeline.group_by ?? null,
    oncall: pipeline.oncall,
    stages: Object.entries(pipeline.stages).map(([stage, rule]): StageRule => {
      const parts = [...rule.functions, ...rule.delivery_streams];
      return {
        name: stage,
        match: rule.match ?? null,
        jobs: rule.jobs,
        ...(parts.length === 0 ? {} : { parts }),
        after: rule.after,
        severity: rule.severity ?? null,
      };
    }),
  };
}

/** The patterns of what its match, or else those of its stages, say of names. */
function alarmsOf({ match, stages }: ConfigFile['pipelines'][string]): readonly string[] {
  return match?.name ?? Object.values(stages).flatMap((stage) => stage.match?.name ?? []);
}

function estate(
  pipeline: string,
  { stages, athena, queries, quality, costs, mask, scripts }: ConfigFile['pipelines'][string],
): Omit<Estate, 'alarms'> {
  const storage = storageBudget(costs);
  return {
    pipeline,
    queries: querySettings({ athena, queries, quality, costs, mask }),
    ...(storage === null ? {} : { storage }),
    costs: costSettings(costs, athena?.price_per_tb),
    ...(scripts.length === 0 ? {} : { scripts }),
    stages: Object.entries(stages).map(([name, stage]) => ({
      name,
      after: stage.after,
      alarms: stage.match?.name ?? [],
      jobs: stage.jobs,
      streams: stage.streams,
      deliveryStreams: stage.delivery_streams,
      functions: stage.functions,
      buckets: stage.buckets,
      databases: stage.databases,
      tables: stage.tables,
    })),
  };
}

function routeRule(rule: ConfigFile['routes'][number]): RouteRule {
  return {
    match: rule.match,
    pipeline: rule.pipeline ?? null,
    stage: rule.stage ?? null,
    severity: rule.severity ?? null,
    channel: rule.channel ?? null,
    procedure: rule.procedure ?? null,
  };
}

function accessPolicy(access: Readonly<Record<LevelName, readonly string[]>>): AccessPolicy {
  return {
    viewer: access.viewer,
    responder: access.responder,
    operator: access.operator,
    admin: access.admin,
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) deepFreeze(child);
  return Object.freeze(value);
}
