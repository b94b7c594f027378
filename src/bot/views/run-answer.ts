/** What a run brought to who asked alone, and the same shown to everybody by them. */

import type { Finding } from '../../operations/finding.ts';
import type { OperationRun } from '../../runs/state.ts';
import type { Message } from '../limits.ts';
import type { Choice } from './blocks.ts';
import type { Reading } from './looks.ts';

import { mayBe } from '../../deeds/run.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { withoutStop } from '../../lib/text.ts';
import { withoutSpending } from '../../operations/findings.ts';
import { placedAs, placedCommand } from '../../operations/placing.ts';
import { code, escape } from '../mrkdwn.ts';
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
import { lookButtons } from './looks.ts';
import { runButton } from './run-button.ts';
import { actorName } from './words.ts';

/**
 * Draws what it brought, for who asked; null while it brought nothing. `where` are the words of its place, `notShown` says
 * why what they shared stands nowhere.
 */
export function answerCard(
  run: OperationRun,
  where: string,
  reading: Reading,
  notShown: string | null = null,
): Message | null {
  if (run.state.state !== 'ended') return null;
  const finding = placedAs(run.args, run.state.finding);
  return message(told(run, finding), [
    section(`${header(run, where)}\n${verdictLine(finding)}`),
    ...findingBlocks(finding, ANSWER_ROWS),
    fileLine(run),
    actions([
      ...lookButtons(finding.next, reading),
      ...(hasFile(run) ? [] : wholeOfRun(run, finding, { tableRows: ANSWER_ROWS, reading })),
      ...(mayBe('share-run', run) ? [runButton('share-run', run)] : []),
    ]),
    run.shared === null ? null : sharedLine(notShown),
  ]);
}

/** Draws it for everybody; null unless who asked has shown it. */
export function sharedCard(run: OperationRun, where: string, reading: Reading): Message | null {
  if (run.state.state !== 'ended' || run.shared === null) return null;
  const finding = withoutSpending(placedAs(run.args, run.state.finding));
  return message(told(run, finding), [
    section(`${header(run, where)} · shared by ${actorName(run.shared.by)}\n${verdictLine(finding)}`),
    ...findingBlocks(finding, CARD_ROWS),
    actions([
      ...lookButtons(finding.next, reading),
      ...wholeOfRun(run, finding, { tableRows: CARD_ROWS, reading }),
    ]),
  ]);
}

/** Whether its file is there, or still comes. */
function hasFile({ file }: OperationRun): boolean {
  return file !== null && file.state !== 'not-sent';
}

function wholeOfRun(
  { args, command }: OperationRun,
  finding: Finding,
  shown: Parameters<typeof wholeButton>[2],
): readonly Choice[] {
  return wholeButton(placedCommand(args, command), finding, shown);
}

function sharedLine(notShown: string | null) {
  if (notShown === null) return context('Everybody sees it where you asked.');
  return section(
    `? Nobody else sees it: ${escape(withoutStop(notShown), 300)}. Ask again there to share it, or wait for the next start of the bot, which tries once more.`,
  );
}

function header(run: OperationRun, where: string): string {
  return `${code(run.command, 300)}${where === '' ? '' : ` ${escape(where, 80)}`}`;
}

function told(run: OperationRun, finding: Finding): string {
  const words = withoutStop(verdictText(finding));
  return `${escape(withoutStop(run.command), 200)}: ${words}.${shownWords(finding)}`;
}

function fileLine({ file }: OperationRun) {
  if (file === null) return null;
  switch (file.state) {
    case 'wanted':
    case 'uploaded':
      return context('All of it follows as a file.');
    case 'sent':
      return context('All of it is in the file below.');
    case 'not-sent':
      return section(
        `? The file with all of it could not be sent: ${escape(withoutStop(file.because), 300)}.`,
      );
    default:
      return assertNever(file);
  }
}
