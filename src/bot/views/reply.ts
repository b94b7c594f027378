/** Every answer that a use case gives a person, drawn as a message. Outside text is escaped here or in the view called. */

import type { KnownPress } from '../actions.ts';
import type { Message } from '../limits.ts';
import type { Choice } from './blocks.ts';
import type { Form } from '../../deeds/forms.ts';
import type { Reply } from '../../handlers/reply.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { Reading } from './looks.ts';

import { DEEDS } from '../../deeds/deeds.ts';
import { LASTING_WAY_OUT } from '../../deeds/run.ts';
import { beforeChange, STEP_DEEDS } from '../../deeds/step.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { formatDuration } from '../../lib/duration.ts';
import { withoutStop } from '../../lib/text.ts';
import { channelLink, code, escape, escapeLines, mention, when } from '../mrkdwn.ts';
import { actions, context, message, section } from './blocks.ts';
import {
  ANSWER_ROWS,
  CARD_ROWS,
  findingBlocks,
  shownWords,
  verdictLine,
  verdictText,
  wholeButton,
} from './finding.ts';
import { helpMessage } from './help.ts';
import { incidentCard } from './incident.ts';
import { abilities, incidentList, panel } from './incident-list.ts';
import { lookButtons, NOTHING_READS } from './looks.ts';
import { procedureList, procedureMessage } from './procedures.ts';
import { runButton } from './run-button.ts';
import { actorName, whenNear } from './words.ts';

/** The longest answer in words, in UTF-16 units. */
const SAID_LENGTH = 2_000;

export interface Shown {
  /** The verbs that may be buttons. */
  readonly reading: Reading;
  readonly seenBy: 'asker' | 'everybody';
}

/** Draws the answer. */
export function replyMessage(
  reply: Reply,
  shown: Shown = { reading: NOTHING_READS, seenBy: 'asker' },
): Message {
  switch (reply.kind) {
    case 'said':
      return message(escapeLines(reply.text, SAID_LENGTH), [section(escapeLines(reply.text, SAID_LENGTH))]);
    case 'already':
      return already(reply);
    case 'refused':
      return refused(reply);
    case 'panel':
      return panel(reply);
    case 'help':
      return helpMessage(reply.verbs, reply.about);
    case 'incidents':
      return incidentList(reply);
    case 'incident':
      return incident(reply, shown.reading);
    case 'finding':
      return finding(reply, shown);
    case 'preview':
      return preview(reply);
    case 'working':
      return working(reply);
    case 'started':
      return started(reply);
    case 'procedures':
      return procedureList(reply.words, reply.matches, reply.incident, reply.pipeline);
    case 'procedure':
      return procedureMessage(reply.procedure, reply.runbookHash, reply.incident, reply.pipeline);
    case 'whoami':
      return whoami(reply);
    case 'form':
      return formOffer(reply.form);
    default:
      return assertNever(reply);
  }
}

/** `#42 is acknowledged: @responder 03:02`. Always with its date, as nobody knows how old the deed is. */
function already({ what, by, at }: Extract<Reply, { kind: 'already' }>): Message {
  const doneBy = [by === null ? null : actorName(by), at === null ? null : when(at, 'day')].filter(
    (part) => part !== null,
  );
  const plainText = escape(`${withoutStop(what)} already.`, 300);
  const line =
    doneBy.length === 0 ? plainText : `${escape(withoutStop(what), 300)} already: ${doneBy.join(' ')}`;
  return message(plainText, [section(line)]);
}

function refused({ text, ask, next }: Extract<Reply, { kind: 'refused' }>): Message {
  const said = escapeLines(text, SAID_LENGTH);
  const people = ask.slice(0, 10).map(mention);
  const commands = next.slice(0, 5).map((command) => code(command, 200));
  const lines = [
    said,
    ...(people.length === 0 ? [] : [`Who can: ${people.join(' ')}`]),
    ...(commands.length === 0 ? [] : [`Try: ${commands.join('  ')}`]),
  ];
  return message(said, [section(lines.join('\n'))]);
}

function incident(reply: Extract<Reply, { kind: 'incident' }>, reading: Reading): Message {
  const card = incidentCard({
    reading,
    incident: reply.incident,
    checklists: reply.checklists,
    suggested: null,
    environment: null,
    mentions: [],
  });
  return message(card.text, [
    ...card.blocks,
    reply.cardIn === null ? null : context(`Its card is in ${channelLink(reply.cardIn)}`),
    // This copy is not kept true by itself, unlike the card.
    actions([{ label: 'Refresh', press: { action: 'refresh', incident: reply.incident.number } }]),
  ]);
}

function finding(reply: Extract<Reply, { kind: 'finding' }>, { reading, seenBy }: Shown): Message {
  const words = withoutStop(verdictText(reply.finding));
  const tableRows = seenBy === 'asker' ? ANSWER_ROWS : CARD_ROWS;
  return message(`${escape(reply.command, 200)}: ${words}.${shownWords(reply.finding)}`, [
    section(`${code(reply.command, 300)}\n${verdictLine(reply.finding)}`),
    reply.shared === undefined
      ? null
      : context(`Asked ${formatDuration(reply.shared.agoMs)} ago by ${actorName(reply.shared.by)}`),
    ...findingBlocks(reply.finding, tableRows),
    actions([
      ...lookButtons(reply.finding.next, reading),
      ...wholeButton(reply.command, reply.finding, { tableRows, reading }),
      { label: 'Share', press: { action: 'share', command: reply.command } },
    ]),
  ]);
}

function preview({ risk, intent, command, step }: Extract<Reply, { kind: 'preview' }>): Message {
  const run: Choice = {
    label: STEP_DEEDS['run-shown'].label,
    press: step === null ? { action: 'run-command', command } : { action: 'run-shown', ...step, command },
    style: risk === 'destructive' ? 'danger' : 'primary',
    confirm: beforeChange(risk, { intent, command }),
  };
  return message(`${escape(intent, 200)}? Nothing is started yet.`, [
    section(`${escape(intent, 400)}?\nNothing is started yet. ${code(command, 300)}`),
    actions([run]),
  ]);
}

function working({ run, soFar }: Extract<Reply, { kind: 'working' }>): Message {
  const command = withoutStop(run.command);
  return message(`Working on ${escape(command, 200)}: ${escape(soFar, 100)}.`, [
    section(`▶ ${code(command, 300)}: ${escape(soFar, 100)}. The answer follows here.`),
    actions([runButton(LASTING_WAY_OUT, run)]),
  ]);
}

function started({ run, already: repeated }: Extract<Reply, { kind: 'started' }>): Message {
  const by = repeated
    ? `, asked for by ${actorName(run.by)} ${whenNear(run.requestedAt, run.changedAt)}`
    : '';
  const standing = repeated ? 'is running already' : 'has started';
  const rest = `${standing}${by}. The result comes ${whereTold(run)}.`;
  return message(`${escape(run.command, 200)} ${rest}`, [
    section(`▶ ${code(run.command, 300)} ${rest}`),
    // Nobody else could end it before its first message.
    run.audience === 'asker' ? actions([runButton(LASTING_WAY_OUT, run)]) : null,
  ]);
}

function whereTold({ audience, incident: number }: OperationRun): string {
  if (audience === 'asker') return 'to you alone, as a direct message';
  return number === null ? 'as a message' : `into the thread of #${number}`;
}

function whoami({ user, level, verbs }: Extract<Reply, { kind: 'whoami' }>): Message {
  const may = verbs.length === 0 ? '' : `\nYou may use: ${verbs.map((verb) => code(verb, 40)).join(' ')}`;
  return message(abilities(level), [section(`${mention(user)} · ${abilities(level)}${may}`)]);
}

/** A form where none can be opened, such as for a mention: the button opens it. */
function formOffer(form: Form): Message {
  const press = openerOf(form);
  const { label } = DEEDS[form.form];
  return message(`${label}: press the button.`, [
    section('This needs a form. The button opens it.'),
    actions([{ label, press, style: 'primary' }]),
  ]);
}

/** The press that opens the form again. What it tells is left to the press to find out anew. */
function openerOf(form: Form): KnownPress {
  if ('step' in form) return { action: form.form, checklist: form.checklist, step: form.step };
  if ('incident' in form) return { action: form.form, incident: form.incident };
  return { action: form.form };
}
