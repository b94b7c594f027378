/** How long the event loop is held by work on outside text, each with a bad input: the longest stretch between two turns. */

import type { InboundMessage } from '../src/alarms/event.ts';
import type { Bench } from './bench.ts';

import { setImmediate as othersTurn } from 'node:timers/promises';
import { decode } from '../src/alarms/decode/index.ts';
import { matchesPattern } from '../src/lib/pattern.ts';
import { redact } from '../src/lib/redact.ts';
import { mapInSlices } from '../src/operations/in-slices.ts';
import { findRootCause, groupErrors, readLine } from '../src/operations/log-errors.ts';
import { median, percentile, round, shown } from './figures.ts';

interface Held {
  readonly input: string;
  /** The median of the rounds. */
  readonly longest_ms: number;
}

export type LoopFigures = Readonly<Record<string, Held>>;

interface Case {
  readonly name: string;
  readonly input: string;
  readonly work: () => unknown;
}

const BODY = 262_144;
const LINES = 20_000;
const LINE = 2_000;
const PIECES = [
  'a',
  'a.',
  '-a',
  '"',
  ':',
  'a\n',
  'secret\\',
  'password="',
  'a://b:c',
  '--password ',
  'word ',
  'x=y&sig=a&',
  'password=a&b',
  "password='\n",
  'token=\n',
  '<password>',
  '-----BEGIN PRIVATE KEY-----\n',
  '-eyJ',
];

export const loop: Bench<LoopFigures> = {
  name: 'loop',
  about: 'the longest hold of the event loop by work on outside text',
  async measure({ rounds, progress }) {
    const figures: Record<string, Held> = {};
    for (const { name, input, work } of cases()) {
      progress(`loop: ${name}, ${input}`);
      const held: number[] = [];
      for (let turn = 0; turn < rounds; turn += 1) held.push(await longestHold(work));
      const longest_ms = round(median(held), 1);
      if (longest_ms >= (figures[name]?.longest_ms ?? 0)) figures[name] = { input, longest_ms };
    }
    return figures;
  },
  table: (figures) => [
    ['', 'worst ms', 'input'],
    ...Object.entries(figures).map(([name, { input, longest_ms }]) => [name, shown(longest_ms), input]),
  ],
};

function cases(): readonly Case[] {
  const texts = PIECES.map((piece) => ({
    input: `${BODY} characters of ${JSON.stringify(piece)}`,
    text: piece.repeat(BODY / piece.length),
  }));
  const log = Array.from({ length: LINES }, (_, at) => ({
    at,
    text: `ERROR ${at} ${'a.b failed '.repeat(LINE)}`.slice(0, LINE),
  }));
  const lines = `${LINES} distinct error lines of ${LINE} characters`;
  const read = log.map(readLine);
  return [
    ...texts.map(({ input, text }) => ({ name: 'redact', input, work: () => redact(text) })),
    ...texts.map(({ input, text }) => ({ name: 'decode', input, work: () => decode(messageOf(text)) })),
    {
      name: 'pattern',
      input: 'five stars on 255 characters',
      work: () => matchesPattern('*a*a*a*a*b', 'a'.repeat(255)),
    },
    {
      name: 'log: redact and read',
      input: lines,
      work: () =>
        mapInSlices(log, {
          charactersOf: ({ text }) => text.length,
          map: ({ at, text }) => readLine({ at, text: redact(text) }),
          pause: othersTurn,
        }),
    },
    { name: 'log: find the cause', input: lines, work: () => findRootCause(null, read) },
    { name: 'log: group', input: lines, work: () => groupErrors(read) },
  ];
}

function messageOf(body: string): InboundMessage {
  return {
    messageId: 'bench',
    topicArn: 'arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms',
    subject: null,
    body,
    sentAt: 0,
    receivedAt: 0,
  };
}

/** The longest time between two turns of the loop while the work is under way. */
async function longestHold(work: () => unknown): Promise<number> {
  const holds: number[] = [];
  let turnedAt = performance.now();
  let working = true;
  const turn = (): void => {
    const now = performance.now();
    holds.push(now - turnedAt);
    turnedAt = now;
    if (working) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  holds.push(performance.now() - turnedAt);
  working = false;
  return percentile(holds, 1);
}
