/** The card of one operation run: asked for, running, ended with its finding. */

import type { KnownBlock } from '@slack/types';
import type { OperationRun } from '../../handlers/ports.ts';
import type { Message } from '../limits.ts';

import { assertNever } from '../../lib/assert-never.ts';
import { formatDuration } from '../../lib/duration.ts';
import { code, escape } from '../mrkdwn.ts';
import { message, section } from './blocks.ts';
import { findingBlocks, verdictLine } from './finding.ts';
import { actorName, VERDICT_WORD, whenNear, withoutStop } from './words.ts';

/** Draws the run as it stands. */
export function runCard(run: OperationRun): Message {
  const said = withoutStop(run.command);
  switch (run.state.state) {
    case 'requested':
      return card(run, `${said}: asked for`, [`○ Asked for ${whenNear(run.requestedAt, run.changedAt)}`]);
    case 'starting':
      return card(run, `${said}: starting`, [`▶ Starting since ${whenNear(run.state.at, run.changedAt)}`]);
    case 'running': {
      const summary = run.state.summary === '' ? '' : `: ${escape(withoutStop(run.state.summary), 300)}`;
      return card(run, `${said}: running`, [
        `▶ Running since ${whenNear(run.state.at, run.changedAt)}${summary}`,
      ]);
    }
    case 'ended': {
      const { finding, at } = run.state;
      const text = `${said}: ${VERDICT_WORD[finding.verdict]}, ${finding.summary}`;
      const took = `after ${formatDuration(at - run.requestedAt)}`;
      return card(run, text, [`${verdictLine(finding)} · ${took}`], findingBlocks(finding));
    }
    default:
      return assertNever(run.state);
  }
}

function card(
  run: OperationRun,
  text: string,
  lines: readonly string[],
  more: readonly KnownBlock[] = [],
): Message {
  const incident = run.incident === null ? '' : ` · #${run.incident}`;
  const header = `${code(run.command, 300)} · by ${actorName(run.by)}${incident}`;
  return message(escape(`${text}.${run.incident === null ? '' : ` #${run.incident}`}`, 300), [
    section([header, ...lines].join('\n')),
    ...more,
  ]);
}
