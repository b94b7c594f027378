/**
 * `handrail etl <words…>`: the verbs of Slack on the command line, for when Slack is down. Same parser, same access,
 * same audit. What reads is done here; what changes AWS is written down for the running bot, which carries it out.
 */

import type { Person } from '../access/actor.ts';
import type { FileConfig } from '../config.ts';
import type { HandlerDeps } from '../handlers/deed.ts';
import type { Reply } from '../handlers/reply.ts';
import type { Words } from '../handlers/verbs/grammar.ts';
import type { Patience, Verb, VerbContext } from '../handlers/verbs/verb.ts';
import type { Operation } from '../operations/operation.ts';
import type { OpenedStore } from '../store/open.ts';
import type { CliContext } from './context.ts';

import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createCatalog } from '../aws/catalog.ts';
import { createClientPool, type ClientPool } from '../aws/client-pool.ts';
import { ownIdentity } from '../aws/own-account.ts';
import { READY_WITHIN_MS } from '../handlers/heartbeat.ts';
import { createSharedAnswers } from '../handlers/shared-answers.ts';
import { createUseCases } from '../handlers/use-cases.ts';
import { readArguments, readWords } from '../handlers/verbs/grammar.ts';
import { verbsAtCommandLine } from '../handlers/verbs/registry.ts';
import { auditKeyOf } from '../config.ts';
import { secretsIn } from '../config-schema.ts';
import { asTyped } from '../operations/arguments.ts';
import { finding } from '../operations/findings.ts';
import { openStore } from '../store/open.ts';
import { CliFault, loadForReading } from './context.ts';
import { faultJson, printMisuse, printReply } from './etl-answer.ts';
import { homeRegion } from './start.ts';
import { unknownVerb } from './verbs.ts';

export interface EtlOptions {
  readonly pipeline?: string;
  readonly json?: boolean;
  /** Commander's name for `--no-store`. */
  readonly store: boolean;
  /** Starts the change that was previewed. */
  readonly yes?: boolean;
  /** Where all of a long result is written. */
  readonly file?: string;
}

export interface Waiting {
  /** Aborted when the person does not wait any more. */
  readonly signal: AbortSignal;
  /** Shows how far it is, beside the result. */
  readonly progress: (summary: string) => void;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Runs the verb, prints what came of it, and returns the exit code. Throws `CliFault` when nothing could be tried, which
 * with `--json` was printed as well.
 */
export async function etl(
  context: CliContext,
  words: readonly string[],
  options: EtlOptions,
  waiting: Waiting,
): Promise<number> {
  try {
    return await ask(context, words, options, waiting);
  } catch (error) {
    if (options.json === true) context.print(faultJson(words[0] ?? '', error));
    throw error;
  }
}

async function ask(
  context: CliContext,
  words: readonly string[],
  options: EtlOptions,
  waiting: Waiting,
): Promise<number> {
  const { config } = await loadForReading(context);
  const places = { region: homeRegion(context, config), pipelines: config.places };
  const endpoint = context.env.AWS_ENDPOINT_URL;
  const pool = createClientPool({
    places,
    clock: Date.now,
    client: endpoint === undefined ? {} : { endpoint },
  });
  const catalog = createCatalog({
    pool,
    clock: Date.now,
    estates: config.estates,
    maxWorkers: config.operations.maxWorkers,
  });
  // SQL has quotes of its own, and the shell took off those around it.
  const takesText =
    catalog.find(words[0]?.toLowerCase() ?? '')?.arguments.some(({ form }) => form === 'text') === true;
  const said = [
    ...(takesText ? words : words.map(asTyped)),
    ...(options.pipeline === undefined ? [] : ['--pipeline', options.pipeline]),
  ];
  const read = readWords(said.join(' '));
  const verbs = verbsAtCommandLine(catalog.operations);
  const verb = verbs.find(({ verb: name, aliases }) => [name, ...aliases].includes(read.verb)) ?? null;
  const misused =
    verb === null ? unknownVerb(read.verb, verbs) : usageFault(verb, catalog.find(read.verb), read, options);
  const json = options.json === true;
  if (misused !== null || verb === null)
    return printMisuse(context, verb?.verb ?? read.verb, misused ?? '', json);
  const store = options.store ? await botsStore(context, config) : await ownStore();
  const file = options.file === undefined ? null : fileAt(options.file);
  try {
    const person = await whoAsks(pool);
    const deps = depsOf(config, { store: store.opened, catalog, places });
    const reply = await answer(deps, verb, options, {
      actor: person,
      delivery: `cli:${randomUUID()}`,
      channelId: config.slack.channel,
      channelName: null,
      words: read,
      patience: { ...patienceAt(waiting), takeWhole: file === null ? null : file.take },
    });
    return printReply(context, { verb: verb.verb, user: person.user }, reply, json);
  } finally {
    await file?.close();
    await store.close();
    pool.destroy();
  }
}

/** A file that is made with its first text: what brings nothing leaves what was there. Only its owner may read it. */
function fileAt(path: string) {
  let opened: FileHandle | null = null;
  return {
    async take(text: string): Promise<void> {
      opened ??= await open(path, 'w', 0o600).catch((error: unknown) => {
        throw new CliFault(
          `Expected to write ${path}, got: ${error instanceof Error ? error.message : String(error)}. Name a file that may be written.`,
        );
      });
      await opened.write(text);
    },
    close: async (): Promise<void> => opened?.close(),
  };
}

async function answer(
  deps: HandlerDeps,
  { verb, risk }: Verb,
  options: EtlOptions,
  said: VerbContext,
): Promise<Reply> {
  const useCases = createUseCases(deps);
  const reply = await useCases.say(said);
  if (reply.kind === 'said' && risk !== 'read' && !(await isBotAlive(deps)))
    return {
      ...reply,
      text: `${reply.text} No bot runs at this store: what is left to do is done once one does.`,
    };
  if (reply.kind !== 'preview') return reply;
  if (options.yes !== true)
    return { kind: 'said', text: `${reply.intent}. Nothing was started; add --yes to start it.` };
  if (!options.store || !(await isBotAlive(deps)))
    throw new CliFault(
      `Expected a running bot to carry out ${verb}, found none${options.store ? ' at this store' : ', as there is no store'}. Start it with handrail start, then try again.`,
    );
  const { patience } = said;
  const begun = await useCases.confirmed({
    ...said,
    delivery: `cli:${deps.newId()}`,
    words: readWords(reply.command),
  });
  if (begun.kind !== 'started' || patience === null) return begun;
  return untilOver(deps, begun.run.id, patience);
}

function isBotAlive({ store, clock }: HandlerDeps): Promise<boolean> {
  return store.read((reader) => reader.processes.anyAlive(clock() - READY_WITHIN_MS));
}

/** Waits for the run that the bot carries out. */
async function untilOver(deps: HandlerDeps, id: string, patience: Patience): Promise<Reply> {
  for (;;) {
    const run = await deps.store.read((reader) => reader.runs.load(id));
    if (run === null) throw new CliFault(`Expected run ${id} to be stored, and it is gone.`);
    const { state } = run;
    if (state.state === 'ended') return { kind: 'finding', command: run.command, finding: state.finding };
    if (state.state === 'cancelled' || state.state === 'given-up') {
      const summary = `${run.command} was ${state.state === 'cancelled' ? 'cancelled' : 'given up'} by somebody else`;
      return {
        kind: 'finding',
        command: run.command,
        finding: finding({ verdict: 'unknown', summary, trueAt: state.at }),
      };
    }
    patience.progress(state.state === 'running' ? state.summary : state.state);
    await patience.wait(LOOK_EVERY_MS);
  }
}

/** An operation reads its arguments once more, for what they hold. */
function usageFault(
  verb: Verb,
  operation: Operation | null,
  words: Words,
  { store, file }: EtlOptions,
): string | null {
  const read = readArguments(words, verb.arguments);
  if (!read.ok) return read.error;
  if (operation === null && !store)
    return `Expected the store of the bot, which ${verb.verb} is about, got --no-store. Leave it out.`;
  if (operation === null && file !== undefined)
    return `Expected no --file, as ${verb.verb} has nothing that a file would hold, got ${file}. Leave it out.`;
  if (operation === null) return null;
  const prepared = operation.prepare(read.value);
  return prepared.ok ? null : prepared.error;
}

async function whoAsks(pool: ClientPool): Promise<Person> {
  const identity = await ownIdentity((await pool.atHome()).sts);
  if (!identity.ok) throw new CliFault(identity.error);
  return { kind: 'person', team: '', user: identity.value };
}

interface Opened {
  readonly opened: OpenedStore;
  close(): Promise<void>;
}

/** That of the bot, running or not. Its audit is one chain under one key, so without the key nothing may be written. */
async function botsStore({ env }: CliContext, { databaseUrl }: FileConfig): Promise<Opened> {
  const { HANDRAIL_AUDIT_KEY: given, SLACK_SIGNING_SECRET: text = '' } = env;
  const secrets = secretsIn(text);
  if (!given && secrets.length === 0)
    throw new CliFault(
      'Expected the key of the audit, which says who asked for what, got none. Set SLACK_SIGNING_SECRET or HANDRAIL_AUDIT_KEY as the bot has it, or add --no-store to look without an audit.',
    );
  const auditKey = auditKeyOf(given || undefined, secrets);
  const opened = await openStore({ url: databaseUrl, clock: Date.now, auditKey, log: QUIET });
  const fault = await opened.schemaFault();
  if (fault === null) return { opened, close: () => opened.close() };
  await opened.close();
  throw new CliFault(`${fault} Or add --no-store to look without it.`);
}

/** One that is gone afterwards. */
async function ownStore(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-etl-'));
  const opened = await openStore({
    url: `sqlite:${join(folder, 'etl.db')}`,
    clock: Date.now,
    auditKey: randomUUID(),
    log: QUIET,
  });
  await opened.migrate();
  return {
    opened,
    async close() {
      await opened.close();
      await rm(folder, { recursive: true });
    },
  };
}

const nothing = (): void => {};
const QUIET: HandlerDeps['log'] = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function depsOf(config: FileConfig, parts: Pick<HandlerDeps, 'store' | 'catalog' | 'places'>): HandlerDeps {
  return {
    ...parts,
    routing: config.routing,
    access: config.access,
    incidents: config.incidents,
    answers: createSharedAnswers(Date.now),
    shelf: { of: () => null },
    // Whoever has a shell here is no guest of the workspace: `*` covers them.
    members: { isFullMember: async () => true },
    // Whoever waits here is answered here.
    slack: { whyNot: async () => null },
    topics: config.sns.topics,
    retention: config.retention,
    clock: Date.now,
    deadline: (ms) => AbortSignal.timeout(ms),
    newId: randomUUID,
    wake: { inbox: nothing, cards: nothing, jobs: nothing },
    log: QUIET,
    metrics: { count: nothing },
  };
}

function patienceAt({ signal, progress }: Waiting): Omit<Patience, 'takeWhole'> {
  let last = '';
  return {
    signal,
    wait: (ms) => sleep(ms, undefined, { signal }),
    progress(summary) {
      if (summary !== last) progress(summary);
      last = summary;
    },
  };
}
