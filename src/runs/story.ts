/** What happened to a run, one line an event, for one person among others. Pure. */

import type { Actor } from '../access/actor.ts';
import type { RunEvent } from './events.ts';

import { count, withoutStop } from '../lib/text.ts';

export interface StoryLine {
  /** Milliseconds. */
  readonly at: number;
  readonly what: string;
  /** Who did it; null where nobody has to be named. */
  readonly by: Actor | null;
}

/** An event of another release, of which only its name is known. */
interface Unknown {
  readonly type: 'unknown';
  readonly name: string;
  readonly at: number;
}

/**
 * The events in their order; those that say what the one before said are one line with it. `isTold` is whether words of
 * the run may be told: without, its events are told and nothing of what it looked at.
 */
export function story(events: readonly (RunEvent | Unknown)[], isTold: boolean): readonly StoryLine[] {
  const lines: StoryLine[] = [];
  for (const event of events) {
    const what = isTold ? withWords(event) : withoutWords(event);
    if (what === lines.at(-1)?.what) continue;
    lines.push({ at: event.at, what, by: 'by' in event ? event.by : null });
  }
  return lines;
}

function withWords(event: RunEvent | Unknown): string {
  const plain = withoutWords(event);
  switch (event.type) {
    case 'RunProgressed':
      return event.summary === '' ? plain : `${plain}: ${withoutStop(event.summary)}`;
    case 'RunSoFar':
      return `${plain}: ${event.soFar}`;
    case 'RunEnded':
      return `${plain}: ${withoutStop(event.finding.summary)}`;
    case 'RunFileMoved':
      return event.file.state === 'not-sent' ? `${plain}: ${withoutStop(event.file.because)}` : plain;
    default:
      return plain;
  }
}

/** Most events say by their name what happened. */
function withoutWords(event: RunEvent | Unknown): string {
  switch (event.type) {
    case 'RunStarting':
      return event.letter === undefined ? 'starting' : 'what is sent to AWS is written down';
    case 'RunProgressed':
      return 'runs in AWS';
    case 'RunSoFar':
      return 'reading';
    case 'RunAnswered':
      return 'answered where it was asked';
    case 'OperationFailed':
      return `Handrail failed while it asked AWS (${event.call}), ${count(event.count, 'time')} by then`;
    case 'RunFollowed':
      return `step ${event.step} waits for it`;
    case 'RunEnded':
      return `ended, ${event.finding.verdict}`;
    case 'RunFileMoved':
      return `file ${event.file.state.replace('-', ' ')}`;
    case 'unknown':
      return `${nameOf(event.name)}, as another release calls it`;
    default:
      return nameOf(event.type);
  }
}

/** `given up`, for `RunGivenUp`. */
function nameOf(type: string): string {
  return type
    .replace(/^Run(?=[A-Z])/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}
