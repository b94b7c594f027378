/**
 * Slack's deliveries become use cases, and their replies become answers. A person's deed is committed before it is
 * acknowledged; what nobody could save says so, since Slack does not deliver a press twice.
 */

import type { App } from '@slack/bolt';
import type { Log, NewId } from '../handlers/ports.ts';
import type { Reply } from '../handlers/reply.ts';
import type { UseCases } from '../handlers/use-cases.ts';
import type { Result } from '../lib/result.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { Press } from './actions.ts';
import type { Message } from './limits.ts';
import type { Responder } from './responder.ts';
import type { Origin } from './submissions.ts';

import { isWayOut } from '../deeds/run.ts';
import { refused } from '../handlers/deed.ts';
import { readWords } from '../handlers/verbs/grammar.ts';
import { err, ok } from '../lib/result.ts';
import { oneLine, truncate } from '../lib/text.ts';
import { readingVerbs } from '../operations/catalog.ts';
import { decodePress } from './actions.ts';
import { inTime } from './in-time.ts';
import { fitMessage } from './limits.ts';
import { readPress, readSlash, readSubmission } from './payloads.ts';
import { onPress, onSubmission } from './presses.ts';
import { decodeSubmission } from './submissions.ts';
import { isChart, isTable } from './tables-and-charts.ts';
import { answerView } from './views/answer.ts';
import { formView } from './views/modals.ts';
import { replyMessage } from './views/reply.ts';

export interface ListenerDeps {
  readonly useCases: UseCases;
  readonly responder: Responder;
  readonly newId: NewId;
  readonly catalog: OperationCatalog;
  readonly log: Log;
  /** How long an acknowledgement may wait for its deed, milliseconds. */
  readonly ackWithinMs?: number;
}

type Audience = Parameters<Responder['respond']>[2];

/** Presses on what is only true until they are answered: a preview of what has not started, a copy of a card. */
const OUTDATED_BY_ANSWER: ReadonlySet<Press['action']> = new Set(['run-command', 'run-shown', 'refresh']);

/** Registers the listeners for everything Slack may send: what nobody handles is acknowledged, and logged. */
export function registerListeners(app: App, deps: ListenerDeps): void {
  app.command(/.*/s, async ({ ack, body }) => {
    await onSlash(deps, body, (message) => (message === undefined ? ack() : ack(message)));
  });
  app.action(/.*/s, async ({ ack, body }) => {
    await onAction(deps, body, () => ack());
  });
  app.view(/.*/s, async ({ ack, body }) => {
    await onView(deps, body, (answer) => (answer === undefined ? ack() : ack(answer)));
  });
  app.view({ callback_id: /.*/s, type: 'view_closed' }, async ({ ack }) => ack());
  app.options(/.*/s, async ({ ack }) => ack({ options: [] }));
  app.shortcut(/.*/s, async ({ ack, body }) => {
    await ack();
    deps.log.warn({ type: body.type }, 'a shortcut that this release does not have');
  });
}

type EphemeralAnswer = {
  readonly response_type: 'ephemeral';
  readonly text: string;
  readonly blocks: Message['blocks'][number][];
};

async function onSlash(
  deps: ListenerDeps,
  body: unknown,
  ack: (message?: EphemeralAnswer) => Promise<void>,
): Promise<void> {
  const slash = readSlash(body);
  if (slash === null)
    return ack(ephemeral(drawn(deps, refused('Slack sent a command that Handrail cannot read.'))));
  const working = toldOnce((reply) => ack(ephemeral(drawn(deps, reply))));
  const work = safely(deps, () =>
    deps.useCases.say({
      actor: slash.by,
      delivery: slash.delivery,
      channelId: slash.channelId,
      channelName: slash.channelName,
      words: readWords(slash.text),
      patience: null,
      show: working.tell,
    }),
  );
  const timely = await inTime(work, deps.ackWithinMs);
  const told = working.told();
  if (told !== null) {
    await told;
    const reply = timely.inTime ? timely.value : await timely.later;
    // The press that gave it up was answered itself.
    return reply.kind === 'said' ? undefined : answerBelow(deps, slash.responseUrl, reply);
  }
  if (!timely.inTime) {
    const typed = oneLine(`/etl ${slash.text}`.trim());
    const text = `Working on ${truncate(typed, 150)}. The answer follows.`;
    await ack(ephemeral(drawn(deps, { kind: 'said', text })));
    return answerBelow(deps, slash.responseUrl, await timely.later);
  }
  if (timely.value.kind !== 'form') {
    const message = drawn(deps, timely.value);
    if (!message.blocks.some((block) => isTable(block) || isChart(block))) return ack(ephemeral(message));
    // Slack does not say whether it took what an acknowledgement holds, and it may not take these.
    await ack();
    return deps.responder.respond(slash.responseUrl, message, 'asker');
  }
  // Acknowledged first: a Slack that is slow to open the form must not also see no answer.
  await ack();
  const answer = await openForm(deps, slash.triggerId, timely.value, {
    channel: slash.channelId,
    thread: null,
  });
  return answer === null
    ? undefined
    : deps.responder.respond(slash.responseUrl, drawn(deps, answer), 'asker');
}

/** The answer to a command that was acknowledged with something else: Slack replaces nothing of that. */
function answerBelow({ responder, ...deps }: ListenerDeps, responseUrl: string, reply: Reply): Promise<void> {
  return responder.respond(responseUrl, drawn(deps, reply), 'asker');
}

/** Tells the first of what it is told, and when that was told; null while it was told nothing. */
function toldOnce(send: (reply: Reply) => Promise<void>) {
  let sent: Promise<void> | null = null;
  return {
    tell(reply: Reply): void {
      sent ??= send(reply);
      // Whoever answers afterwards hears of it.
      sent.catch(() => {});
    },
    told: (): Promise<void> | null => sent,
  };
}

async function onAction(deps: ListenerDeps, body: unknown, ack: () => Promise<void>): Promise<void> {
  const pressed = readPress(body);
  if (pressed === null) return ack();
  const press = decodePress(pressed.actionId, pressed.value);
  const { responseUrl, threadTs } = pressed;
  const working = toldOnce(async (reply) => {
    if (responseUrl !== null)
      await deps.responder.respond(responseUrl, drawn(deps, reply), 'asker', threadTs);
  });
  const work = safely(deps, () => onPress(deps.useCases, press, { ...pressed, show: working.tell }));
  const timely = await inTime(work, deps.ackWithinMs);
  await ack();
  const reply = timely.inTime ? timely.value : await timely.later;
  const answer =
    reply.kind === 'form' ? await openForm(deps, pressed.triggerId, reply, pressed.origin) : reply;
  if (answer === null || responseUrl === null) return undefined;
  await working.told();
  // The cards stand elsewhere than what only this person sees, and do not change that.
  if (isShownByCards(answer) && !pressed.isPrivate) return undefined;
  const to = audienceOf(press, answer, pressed.isPrivate);
  return deps.responder.respond(responseUrl, drawn(deps, answer, to), to, threadTs);
}

/** A private message that the answer makes untrue gives its place to it; a refusal leaves the button, to be pressed again. */
function audienceOf(press: Press, answer: Reply, isPrivate: boolean): Audience {
  if (answer.kind === 'refused') return 'asker';
  if (press.action === 'share') return 'everybody';
  const isOutdated = OUTDATED_BY_ANSWER.has(press.action) || isWayOut(press.action);
  return isPrivate && isOutdated ? 'replace' : 'asker';
}

async function openForm(
  deps: ListenerDeps,
  triggerId: string,
  reply: Extract<Reply, { kind: 'form' }>,
  origin: Origin | null,
): Promise<Reply | null> {
  return (await deps.responder.openView(triggerId, formView(reply.form, origin))) ? null : formTooLate();
}

type ViewAnswer =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: ReturnType<typeof answerView> };

async function onView(
  deps: ListenerDeps,
  body: unknown,
  ack: (answer?: ViewAnswer) => Promise<void>,
): Promise<void> {
  const sent = readSubmission(body);
  if (sent === null) return ack();
  const decoded = decodeSubmission(sent.callbackId, sent.privateMetadata, sent.values);
  if (!decoded.ok) return ack({ response_action: 'errors', errors: { ...decoded.error } });
  const { submission, origin } = decoded.value;
  const context = { by: sent.by, delivery: sent.delivery, channel: origin?.channel ?? null };
  const work = attempt(deps, () => onSubmission(deps.useCases, submission, context));
  const timely = await inTime(work, deps.ackWithinMs);
  if (timely.inTime && !isWhispered(timely.value, origin)) return ack(viewAnswer(timely.value, sent.values));
  await ack();
  const late = timely.inTime ? timely.value : await timely.later;
  const reply = late.ok ? late.value : refused(late.error);
  if (!isShownByCards(reply) && origin !== null)
    await deps.responder.whisper(origin, sent.by.user, drawn(deps, reply));
}

/** A preview closes its form: the button that starts the change stands where it is shown that it did. */
function isWhispered(done: Result<Reply, string>, origin: unknown): boolean {
  return done.ok && done.value.kind === 'preview' && origin !== null;
}

/** What takes the form's place; nothing when it may close. What was not saved leaves the form as it was, to be sent again. */
function viewAnswer(done: Result<Reply, string>, values: unknown): ViewAnswer | undefined {
  const [field] = typeof values === 'object' && values !== null ? Object.keys(values) : [];
  if (!done.ok && field !== undefined) return { response_action: 'errors', errors: { [field]: done.error } };
  const reply = done.ok ? done.value : refused(done.error);
  return isShownByCards(reply)
    ? undefined
    : { response_action: 'update', view: answerView(replyMessage(reply)) };
}

/** Deeds that went well are shown by the cards themselves; saying so again would only be noise. */
function isShownByCards(reply: Reply): boolean {
  // What is for its asker alone may bring nothing to be seen for a while, and never anything here.
  if (reply.kind === 'started') return !reply.already && reply.run.audience === 'channel';
  return reply.kind === 'said';
}

async function safely(deps: ListenerDeps, work: () => Promise<Reply>): Promise<Reply> {
  const done = await attempt(deps, work);
  return done.ok ? done.value : refused(done.error);
}

/** A failure of ours becomes a sentence with an id to quote; the details go to the log. */
async function attempt(deps: ListenerDeps, work: () => Promise<Reply>): Promise<Result<Reply, string>> {
  try {
    return ok(await work());
  } catch (error) {
    const reference = deps.newId().slice(0, 8);
    deps.log.error({ err: error, reference }, 'a deed could not be saved');
    return err(
      `That was not saved. Press again in a moment. If it stays so, quote ${reference} to whoever runs Handrail.`,
    );
  }
}

function formTooLate(): Reply {
  return refused('Slack did not open the form in time. Press again.');
}

function drawn({ catalog }: Pick<ListenerDeps, 'catalog'>, reply: Reply, to: Audience = 'asker'): Message {
  const seenBy = to === 'everybody' ? 'everybody' : 'asker';
  return fitMessage(replyMessage(reply, { reading: readingVerbs(catalog), seenBy }));
}

function ephemeral({ text, blocks }: Message): EphemeralAnswer {
  return { response_type: 'ephemeral', text, blocks: [...blocks] };
}
