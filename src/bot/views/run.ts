/** The card of one operation run: asked for, running, ended with its finding; and, while it is open, the way out. */

import type { Link } from '../../operations/finding.ts';
import type { OperationRun, RunState } from '../../runs/state.ts';
import type { Message } from '../limits.ts';
import type { ShownBlock } from '../tables-and-charts.ts';

import { wayOutOf } from '../../deeds/run.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { withoutStop } from '../../lib/text.ts';
import { placedAs, placedCommand } from '../../operations/placing.ts';
import { endOf } from '../../runs/state.ts';
import { code, escape, link } from '../mrkdwn.ts';
import { actions, message, section } from './blocks.ts';
import { CARD_ROWS, findingBlocks, shownWords, verdictLine, verdictText, wholeButton } from './finding.ts';
import { lookButtons, NOTHING_READS } from './looks.ts';
import { runButton } from './run-button.ts';
import { actorName, said, whenNear } from './words.ts';

/** Draws the run as it stands; `where` are the words of its place, none where there is only one. */
export function runCard(run: OperationRun, where = '', reading = NOTHING_READS): Message {
  const command = escape(withoutStop(run.command), 200);
  switch (run.state.state) {
    case 'requested':
      return card({ run, where }, `${command}: asked for`, [
        `○ Asked for ${whenNear(run.requestedAt, run.changedAt)}`,
      ]);
    case 'starting':
      return card({ run, where }, `${command}: starting`, [startingLine(run.state, run.changedAt)]);
    case 'running': {
      const summary = said(withoutStop(run.state.summary), 300, run.changedAt);
      const since = `▶ Running since ${whenNear(run.state.at, run.changedAt)}`;
      return card({ run, where }, `${command}: running`, [
        summary === '' ? since : `${since}: ${summary}`,
        ...linkLine(run.state.links),
      ]);
    }
    case 'ended': {
      // What it brought has a message of its own.
      if (run.audience === 'asker')
        return card({ run, where }, `${command}: over`, [`– Over. The answer is a message of its own.`]);
      const finding = placedAs(run.args, run.state.finding);
      return card(
        { run, where },
        `${command}: ${withoutStop(`${withoutStop(verdictText(finding))}.${shownWords(finding)}`)}`,
        [verdictLine(finding)],
        [
          ...findingBlocks(finding, CARD_ROWS),
          actions([
            ...lookButtons(finding.next, reading),
            ...wholeButton(placedCommand(run.args, run.command), finding, { tableRows: CARD_ROWS, reading }),
          ]),
        ],
      );
    }
    case 'answered':
      return card({ run, where }, `${command}: answered`, ['– Answered where it was asked.']);
    case 'cancelled': {
      const by = `${actorName(run.state.by)} ${whenNear(run.state.at, run.changedAt)}`;
      return card({ run, where }, `${command}: cancelled`, [`– Cancelled by ${by}. Nothing was started.`]);
    }
    case 'given-up': {
      const by = `${actorName(run.state.by)} ${whenNear(run.state.at, run.changedAt)}`;
      return card({ run, where }, `${command}: given up`, [
        `? Given up by ${by}. ${escape(endOf(run)?.summary ?? '', 200)}`,
        ...linkLine(run.state.links),
      ]);
    }
    default:
      return assertNever(run.state);
  }
}

function startingLine({ at, soFar }: Extract<RunState, { state: 'starting' }>, now: number): string {
  const since = whenNear(at, now);
  return soFar === undefined
    ? `▶ Starting since ${since}`
    : `▶ Reading since ${since}: ${escape(soFar, 100)}`;
}

function linkLine(links: readonly Link[]): readonly string[] {
  return links.length === 0 ? [] : [links.map(({ label, url }) => link(url, label)).join(' · ')];
}

/** The deed that ends the run, which asks first. */
function wayOut(run: OperationRun): readonly ShownBlock[] {
  const name = wayOutOf(run);
  const row = name === null ? null : actions([runButton(name, run)]);
  return row === null ? [] : [row];
}

/** Its incident is not named in it, as it stands in that incident's thread; a push, which stands alone, names it. */
function card(
  { run, where }: { readonly run: OperationRun; readonly where: string },
  text: string,
  lines: readonly string[],
  more: readonly (ShownBlock | null)[] = [],
): Message {
  const header = `${code(run.command, 300)}${where === '' ? '' : ` ${escape(where, 80)}`} · by ${actorName(run.by)}`;
  return message(`${text}.${run.incident === null ? '' : ` #${run.incident}`}`, [
    section([header, ...lines].join('\n')),
    ...more,
    ...wayOut(run),
  ]);
}
