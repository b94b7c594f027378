/** What is told of the changes of a pipeline: the newest first, each with who and with the command that says more. Pure. */

import type { Change } from './changes.ts';
import type { Estate } from './estate.ts';
import type { EstateReading } from './estate-reading.ts';
import type { Finding } from './finding.ts';
import type { Loss } from './losses.ts';
import type { TrailReading } from './trail.ts';

import { formatDuration } from '../lib/duration.ts';
import { formatTime } from '../lib/moment.ts';
import { count, truncate } from '../lib/text.ts';
import { changesOf } from './changes.ts';
import { finding } from './findings.ts';
import { lossesOf } from './losses.ts';
import { unknownWho } from './trail.ts';

export interface ChangesReading {
  readonly estate: Estate;
  readonly reading: EstateReading;
  readonly trail: TrailReading;
  /** How far back is asked, milliseconds. */
  readonly sinceMs: number;
}

const SHOWN = 50;
const NAMED = 3;
/** What is older did not break what breaks now. */
const NEWS_MS = 86_400_000;
/** Of a change in a clue that says more besides. */
const LONGEST_BESIDE = 120;

/** The finding about what changed since then. */
export function changesFinding({ estate, reading, trail, sinceMs }: ChangesReading, now: number): Finding {
  const all = changesOf(reading, trail, estate);
  const lately = all.filter(({ at }) => at > now - sinceMs);
  const losses = lossesOf(reading, trail);
  const { refused, unread } = reading;
  const isBlind = refused.some(({ isVital }) => isVital);
  const isUnheard = trail.refused !== null || trail.left.length > 0;
  const nameless = lately.flatMap(({ at, who, isTold }) => (who === null && isTold ? [at] : []));
  return finding({
    verdict: losses.length > 0 ? 'fail' : isBlind ? 'unknown' : 'ok',
    summary: summaryOf({ all, lately, losses, isBlind, isUnheard, sinceMs }, now),
    // Without stages nothing says whose the jobs are of which this is told.
    ...(estate.stages.length === 0 ? {} : clueOf({ all, lately, losses, isBlind, isUnheard, sinceMs }, now)),
    trueAt: now,
    facts: [
      ...losses.map(({ of, words }) => ({ label: of, value: words })),
      ...refused.map(({ what, sentence }) => ({ label: what, value: sentence })),
      ...unknownWho(trail, nameless, now),
      ...(lately.some(({ isTold }) => !isTold)
        ? [
            {
              label: 'Scripts',
              value:
                'who wrote a script is not looked up: writing an object is a data event, of which CloudTrail keeps no history by itself',
            },
          ]
        : []),
      ...(lately.length > SHOWN
        ? [{ label: 'Shown', value: `the newest ${SHOWN} of ${lately.length}` }]
        : []),
      ...(unread.length === 0 ? [] : [{ label: 'Read', value: unread.join('; ') }]),
    ],
    table:
      lately.length === 0
        ? null
        : {
            // A phone shows the first two columns.
            columns: ['When', 'What changed', 'Who', 'More'],
            rows: lately
              .slice(0, SHOWN)
              .map(({ at, what, who, more }) => [formatTime(at), what, who ?? 'not known', more]),
          },
    next: [...new Set([...losses, ...lately].map(({ more }) => more))].slice(0, NAMED),
  });
}

interface Told {
  readonly all: readonly Change[];
  readonly lately: readonly Change[];
  readonly losses: readonly Loss[];
  /** Whether a part of it could not be read. */
  readonly isBlind: boolean;
  /** Whether CloudTrail was not asked everything: nothing else tells of what was deleted. */
  readonly isUnheard: boolean;
  readonly sinceMs: number;
}

function summaryOf({ all, lately, losses, isBlind, isUnheard, sinceMs }: Told, now: number): string {
  const [newest] = lately;
  const lost = losses.slice(0, NAMED).map(({ of, words }) => `${of} ${words}`);
  const rest = losses.length - lost.length;
  const begin = lost.length === 0 ? '' : `${lost.join('; ')}${rest > 0 ? `; ${rest} more` : ''}. `;
  const but = isBlind ? '. Not all could be read' : '';
  if (newest !== undefined) {
    const changes = count(lately.length, 'change');
    return `${begin}${changes} in ${formatDuration(sinceMs)}, the last ${formatDuration(now - newest.at)} ago: ${sentenceOf(newest)}${but}`;
  }
  const [before] = all;
  if (before === undefined)
    return `${begin}${nothing(isUnheard)} changed in ${formatDuration(sinceMs)} that is known, nor before${but}`;
  return `${begin}${nothing(isUnheard)} changed for ${agoText(now - before.at)}. The last change that is known: ${sentenceOf(before)}, ${formatTime(before.at)}${but}`;
}

/**
 * What changed last, and what is gone or off, however long it is; or how long nothing has changed. None where that may not
 * be all.
 */
function clueOf({ all, lately, losses, isBlind, isUnheard }: Told, now: number): Pick<Finding, 'clue'> {
  const [loss] = losses;
  const [newest] = lately;
  const lost = loss === undefined ? null : `${loss.of} ${loss.words}`;
  if (newest !== undefined && now - newest.at < NEWS_MS) {
    const changed = `changed ${formatTime(newest.at)}: ${sentenceOf(newest)}`;
    return { clue: lost === null ? changed : `${truncate(changed, LONGEST_BESIDE)}; ${lost}` };
  }
  if (lost !== null) return { clue: lost };
  const [before] = all;
  if (isBlind || before === undefined) return {};
  return { clue: `${nothing(isUnheard).toLowerCase()} changed for ${agoText(now - before.at)}` };
}

function nothing(isUnheard: boolean): string {
  return isUnheard ? 'Nothing that is there' : 'Nothing';
}

function sentenceOf({ what, who }: Change): string {
  return who === null ? what : `${what}, by ${who}`;
}

/** Of more than a day the days alone: `9 days`. */
function agoText(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  return days === 0 ? formatDuration(ms) : count(days, 'day');
}
