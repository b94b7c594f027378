/** How large a bucket is and how it grows against its own past, given a size a day, as CloudWatch has it. Pure. */

import type { Trouble } from './lake-partitions.ts';

import { median } from '../lib/median.ts';
import { DAY_MS, dayText } from './lake-dates.ts';
import { bytesText, numberText } from './units.ts';

export interface DailySize {
  /** The beginning of the day, milliseconds. */
  readonly day: number;
  readonly bytes: number;
  /** Null when nobody says. */
  readonly objects: number | null;
}

export interface SizeHealth {
  /** `1.2 TB`; empty when nobody says. */
  readonly size: string;
  /** `1,204,000 objects`; empty when nobody says. */
  readonly objects: string;
  /** Of seven days, `+3%, usually +1%`; empty without a past. */
  readonly growth: string;
  readonly troubles: readonly Trouble[];
}

const WEEK_DAYS = 7;
const PAST_WEEKS = [1, 2, 3] as const;
/** Less of a drop is what clean-ups do. */
const DROP = 0.05;
/** A week that grows by so much more than usual is told. */
const SPIKE = 0.2;
const SPIKE_TIMES = 3;

/** How large and how fast growing, given the sizes in the order of the days. */
export function sizeHealth(sizes: readonly DailySize[]): SizeHealth {
  const newest = sizes.at(-1);
  if (newest === undefined) return { size: '', objects: '', growth: '', troubles: [] };
  const byDay = new Map(sizes.map(({ day, bytes }) => [day, bytes]));
  const growth = weekGrowth(byDay, newest.day);
  const usual = median(
    PAST_WEEKS.map((weeks) => weekGrowth(byDay, newest.day - weeks * WEEK_DAYS * DAY_MS)).filter(
      (share) => share !== null,
    ),
  );
  const usually = usual === null ? '' : `, usually ${signed(usual)}`;
  const spikes = growth !== null && usual !== null && growth - usual >= SPIKE && growth > SPIKE_TIMES * usual;
  return {
    size: bytesText(newest.bytes),
    objects: newest.objects === null ? '' : `${numberText(newest.objects)} objects`,
    growth: growth === null ? '' : `${signed(growth)}${usually}`,
    troubles: [
      ...dropOf(sizes, newest, byDay),
      ...(spikes
        ? [
            {
              verdict: 'warn' as const,
              words: `growth of ${signed(growth)} in 7 days${usually}`,
              remedy: 'See what writes more than it did.',
            },
          ]
        : []),
    ],
  };
}

/** The sizes of several buckets together, of the days that all of them have. */
export function together(buckets: readonly (readonly DailySize[])[]): readonly DailySize[] {
  const [first = [], ...others] = buckets;
  return others.reduce<readonly DailySize[]>(
    (sums, sizes) =>
      sums.flatMap((sum) => {
        const other = sizes.find(({ day }) => day === sum.day);
        if (other === undefined) return [];
        const objects = sum.objects === null || other.objects === null ? null : sum.objects + other.objects;
        return [{ day: sum.day, bytes: sum.bytes + other.bytes, objects }];
      }),
    first,
  );
}

/** The greatest fall from one day to the next within a week, unless it was made up for since. */
function dropOf(
  sizes: readonly DailySize[],
  newest: DailySize,
  byDay: ReadonlyMap<number, number>,
): readonly Trouble[] {
  const falls = sizes.flatMap(({ day, bytes }) => {
    const before = byDay.get(day - DAY_MS);
    const isRecent = day > newest.day - WEEK_DAYS * DAY_MS;
    if (!isRecent || before === undefined || before === 0 || newest.bytes >= before) return [];
    return [{ day, share: (before - bytes) / before }];
  });
  const [worst] = falls.toSorted((left, right) => right.share - left.share);
  if (worst === undefined || worst.share < DROP) return [];
  return [
    {
      verdict: 'warn',
      words: `${Math.round(worst.share * 100)}% smaller on ${dayText(worst.day)} than the day before`,
      remedy: 'See what was deleted, and who did it.',
    },
  ];
}

function weekGrowth(byDay: ReadonlyMap<number, number>, day: number): number | null {
  const now = byDay.get(day);
  const before = byDay.get(day - WEEK_DAYS * DAY_MS);
  return now === undefined || before === undefined || before === 0 ? null : (now - before) / before;
}

/** `+3%`, `-0.4%`. */
function signed(share: number): string {
  const percent = share * 100;
  const shown = Math.abs(percent) < 10 ? Math.round(percent * 10) / 10 : Math.round(percent);
  return `${shown < 0 ? '' : '+'}${shown.toLocaleString('en')}%`;
}
