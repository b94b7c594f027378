/** The card of one operation run: asked for, running, ended with its finding. */

import type { KnownBlock } from '@slack/types';
import type { OperationRun } from '../../handlers/ports.ts';
import type { Message } from '../limits.ts';

import { assertNever } from '../../lib/assert-never.ts';
import { code, escape } from '../mrkdwn.ts';
import { message, section } from './blocks.ts';
import { findingBlocks, verdictLine, verdictText } from './finding.ts';
import { actorName, said, whenNear, withoutStop } from './words.ts';

/** Draws the run as it stands. */
export function runCard(run: OperationRun): Message {
  const command = escape(withoutStop(run.command), 200);
  switch (run.state.state) {
    case 'requested':
      return card(run, `${command}: asked for`, [`○ Asked for ${whenNear(run.requestedAt, run.changedAt)}`]);
    case 'starting':
      return card(run, `${command}: starting`, [`▶ Starting since ${whenNear(run.state.at, run.changedAt)}`]);
    case 'running': {
      const summary = said(withoutStop(run.state.summary), 300, run.changedAt);
      const since = `▶ Running since ${whenNear(run.state.at, run.changedAt)}`;
      return card(run, `${command}: running`, [summary === '' ? since : `${since}: ${summary}`]);
    }
    case 'ended': {
      const { finding } = run.state;
      return card(
        run,
        `${command}: ${withoutStop(verdictText(finding))}`,
        [verdictLine(finding)],
        findingBlocks(finding),
      );
    }
    default:
      return assertNever(run.state);
  }
}

/** Its incident is not named in it, as it stands in that incident's thread; a push, which stands alone, names it. */
function card(
  run: OperationRun,
  text: string,
  lines: readonly string[],
  more: readonly KnownBlock[] = [],
): Message {
  const header = `${code(run.command, 300)} · by ${actorName(run.by)}`;
  return message(`${text}.${run.incident === null ? '' : ` #${run.incident}`}`, [
    section([header, ...lines].join('\n')),
    ...more,
  ]);
}
