/**
 * How many alarms a second get in: the whole bot, which applies and shows them meanwhile, beside its way in with nobody
 * applying, beside the least code that could do it; in the same run, on the same machine, with messages signed alike.
 */

import type { Bench, BenchOptions } from './bench.ts';
import type { ContestantName } from './contestant.ts';
import type { Deliveries } from './deliveries.ts';

import { CONTESTANTS } from './contestant.ts';
import { createDeliveries } from './deliveries.ts';
import { median, round, shown } from './figures.ts';
import { load } from './load.ts';
import { startSlackStub } from './slack-stub.ts';
import { startContestant } from './start-contestant.ts';
import { CONNECTIONS, WARM_UP, warmUp } from './warm-up.ts';

interface Taken {
  readonly accepted_per_s: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

export type IngestFigures = Readonly<Record<ContestantName, Taken>> & {
  /** The whole bot to the bare prototype. */
  readonly ratio: number;
  /** The whole bot to its way in with nobody applying. */
  readonly ratio_to_way_in: number;
  /** The whole bot at a pace of 1,000 messages a second. */
  readonly handrail_at_1000_per_s: Omit<Taken, 'accepted_per_s'>;
};

const MESSAGES = 8_000;
const ALARMS = 50;
const PACE = 1_000;
const PACED_MESSAGES = 3_000;

export const ingest: Bench<IngestFigures> = {
  name: 'ingest',
  about: 'messages accepted a second: the whole bot, its way in, and a bare prototype',
  async measure({ rounds, progress }: BenchOptions) {
    const deliveries = await createDeliveries();
    const slack = await startSlackStub();
    const run = (name: ContestantName, messages: number, perSecond: number | null): Promise<Taken> =>
      take(name, { deliveries, slackApiUrl: slack.apiUrl, messages, perSecond });
    const all = new Map<ContestantName, Taken[]>(CONTESTANTS.map((name) => [name, []]));
    try {
      // Taking turns keeps a busy neighbour from hurting one side alone.
      for (let turn = 1; turn <= rounds; turn += 1) {
        for (const [name, taken] of all) {
          progress(`ingest: ${name}, round ${turn} of ${rounds}`);
          taken.push(await run(name, MESSAGES, null));
        }
      }
      progress(`ingest: handrail at ${PACE} a second`);
      const { p50_ms, p99_ms } = await run('handrail', PACED_MESSAGES, PACE);
      return figuresOf(all, { p50_ms, p99_ms });
    } finally {
      await slack.close();
    }
  },
  table: (figures) => [
    ['', 'accepted/s', 'p50 ms', 'p99 ms'],
    ...CONTESTANTS.map((name) => [
      name,
      shown(figures[name].accepted_per_s),
      shown(figures[name].p50_ms),
      shown(figures[name].p99_ms),
    ]),
    [
      'handrail, paced',
      shown(PACE),
      shown(figures.handrail_at_1000_per_s.p50_ms),
      shown(figures.handrail_at_1000_per_s.p99_ms),
    ],
    ['handrail / bare', shown(figures.ratio)],
    ['handrail / way_in', shown(figures.ratio_to_way_in)],
  ],
};

interface Work {
  readonly deliveries: Deliveries;
  readonly slackApiUrl: string;
  readonly messages: number;
  readonly perSecond: number | null;
}

/** One burst on an empty store. Throws unless every message was accepted and is stored. */
async function take(name: ContestantName, work: Work): Promise<Taken> {
  const { deliveries, messages, perSecond } = work;
  const contestant = await startContestant(name, deliveries, work.slackApiUrl);
  try {
    // Only the whole bot applies; what it still has from warming up is none of the burst.
    await warmUp(contestant, deliveries, name === 'handrail');
    const bodies = deliveries.sign(messages, ALARMS);
    const report = await load({ url: `${contestant.url}/sns`, bodies, connections: CONNECTIONS, perSecond });
    const stored = await contestant.stored();
    if (stored !== WARM_UP + messages)
      throw new Error(`Expected ${name} to store ${WARM_UP + messages} messages, got ${stored}.`);
    return {
      accepted_per_s: messages / report.seconds,
      p50_ms: report.p50Ms,
      p99_ms: report.p99Ms,
    };
  } finally {
    await contestant.close();
  }
}

function figuresOf(
  all: ReadonlyMap<ContestantName, readonly Taken[]>,
  paced: Omit<Taken, 'accepted_per_s'>,
): IngestFigures {
  const of = (name: ContestantName): Taken => {
    const rounds = all.get(name) ?? [];
    return {
      accepted_per_s: round(median(rounds.map((taken) => taken.accepted_per_s))),
      p50_ms: round(median(rounds.map((taken) => taken.p50_ms)), 1),
      p99_ms: round(median(rounds.map((taken) => taken.p99_ms)), 1),
    };
  };
  const [handrail, way_in, bare] = [of('handrail'), of('way_in'), of('bare')];
  return {
    handrail,
    way_in,
    bare,
    ratio: round(handrail.accepted_per_s / bare.accepted_per_s, 2),
    ratio_to_way_in: round(handrail.accepted_per_s / way_in.accepted_per_s, 2),
    handrail_at_1000_per_s: { p50_ms: round(paced.p50_ms, 1), p99_ms: round(paced.p99_ms, 1) },
  };
}
