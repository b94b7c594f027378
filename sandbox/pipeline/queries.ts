/**
 * What people and dashboards ask of the lake: the queries that have a name, those of the thirty days before a sandbox
 * begins, and those that a switch brings. Only their figures are made up here, nothing is run.
 */

import type { EndedQuery } from '../aws/athena.ts';
import type { Random } from './random.ts';
import type { Trouble } from './troubles.ts';

import { WORKGROUP } from './estate.ts';
import { dateOf } from './layout.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, startOf } from './traffic.ts';
import { PAST_DAYS } from './troubles.ts';

/** In Handrail's configuration. */
export const NAMED_SQL = {
  usersOfDay:
    'SELECT plan, count(*) AS users FROM todo_silver.users WHERE dt = ? GROUP BY plan ORDER BY users DESC',
  usersWithoutId:
    'SELECT dt, count_if(user_id IS NULL) AS missing, count(*) AS users FROM todo_silver.users GROUP BY dt ORDER BY dt DESC',
} as const;

/** A query as it is usually, and at which hours of which days it is asked. */
interface Habit {
  readonly sql: (at: number) => string;
  readonly hours: readonly number[];
  /** One of so many days. */
  readonly every: number;
  readonly queuedMs: number;
  readonly planningMs: number;
  readonly engineMs: number;
  readonly scannedBytes: number;
  readonly failure?: NonNullable<EndedQuery['failure']>;
}

const QUICK = { queuedMs: 120, planningMs: 180 } as const;
const KPIS: Habit = {
  sql: (at) => `SELECT kpi, value FROM todo_gold.kpis WHERE dt = '${dateOf(at)}'`,
  hours: [6, 9, 12, 15],
  every: 1,
  ...QUICK,
  engineMs: 1_300,
  scannedBytes: 4_000_000,
};
const USERS_OF_DAY: Habit = {
  sql: () => NAMED_SQL.usersOfDay,
  hours: [8, 16],
  every: 1,
  ...QUICK,
  engineMs: 2_600,
  scannedBytes: 160_000_000,
};
const HABITS: readonly Habit[] = [
  KPIS,
  USERS_OF_DAY,
  {
    sql: () => NAMED_SQL.usersWithoutId,
    hours: [7],
    every: 1,
    ...QUICK,
    engineMs: 4_400,
    scannedBytes: 1_100_000_000,
  },
  // Somebody looks up a user, and names no day.
  {
    sql: () => "SELECT * FROM todo_silver.tasks WHERE user_id = 'u000123'",
    hours: [10, 14],
    every: 1,
    ...QUICK,
    engineMs: 9_000,
    scannedBytes: 3_400_000_000,
  },
  // Every hour of bronze is a partition of its own.
  {
    sql: () =>
      "SELECT u.plan, count(*) AS tasks FROM todo_bronze.tasks t JOIN todo_bronze.users u ON t.user_id = u.user_id WHERE t.status = 'done' GROUP BY u.plan",
    hours: [11],
    every: 3,
    queuedMs: 150,
    planningMs: 21_000,
    engineMs: 33_000,
    scannedBytes: 6_200_000_000,
  },
  // All dashboards refresh at once.
  { ...KPIS, hours: [8], every: 7, queuedMs: 26_000 },
  {
    sql: (at) => `SELECT user_name FROM todo_silver.users WHERE dt = '${dateOf(at)}'`,
    hours: [13],
    every: 5,
    ...QUICK,
    engineMs: 400,
    scannedBytes: 0,
    failure: {
      reason:
        "COLUMN_NOT_FOUND: line 1:8: Column 'user_name' cannot be resolved or requester is not authorized",
      error: { category: 2, type: 1006 },
    },
  },
  {
    sql: () => 'SELECT user_id, array_agg(title) FROM todo_silver.tasks GROUP BY user_id',
    hours: [17],
    every: 11,
    queuedMs: 140,
    planningMs: 900,
    engineMs: 95_000,
    scannedBytes: 9_100_000_000,
    failure: {
      reason: 'Query exhausted resources at this scale factor',
      error: { category: 2, type: 1 },
    },
  },
];

const SLOW_FACTOR = 20;
const SLOW_EVERY_MS = 4 * MINUTE_MS;
const SLOW_FOR_MS = 48 * MINUTE_MS;
const MANY = 160;
/** What the workgroup lets one query scan, nearly. */
const MUCH_BYTES = 9_600_000_000;

/** Those of the days before this start, the oldest first. */
export function queriesBefore(
  startMs: number,
  { troubles, random }: { readonly troubles: readonly Trouble[]; readonly random: Random },
): readonly EndedQuery[] {
  const today = startOf(startMs, DAY_MS);
  const days = Array.from({ length: PAST_DAYS + 1 }, (_, place) => PAST_DAYS - place);
  const usual = days.flatMap((ago) =>
    HABITS.filter(({ every }) => ago % every === 0).flatMap((habit) =>
      habit.hours.map((hour) => {
        const at = today - ago * DAY_MS + hour * HOUR_MS + random.between(0, 40) * MINUTE_MS;
        return asked(habit, at, random);
      }),
    ),
  );
  const slow = troubles
    .filter(({ kind }) => kind === 'queries-slow')
    .flatMap(({ from, to }) => slowQueries(from, to, random));
  return [...usual, ...slow]
    .filter(({ submittedAt }) => submittedAt < startMs - 5 * MINUTE_MS)
    .toSorted((left, right) => left.submittedAt - right.submittedAt);
}

/** What is asked while Athena is slow, in the last while before this moment. */
export function slowQueriesUntil(now: number, random: Random): readonly EndedQuery[] {
  return slowQueries(now - SLOW_FOR_MS, now - MINUTE_MS, random);
}

/** A dashboard that somebody let read all of bronze, over and over since midnight or for a few hours. */
export function dearQueriesUntil(now: number, random: Random): readonly EndedQuery[] {
  const stepMs = Math.min(MINUTE_MS, (now - startOf(now, DAY_MS)) / (MANY + 1));
  return Array.from({ length: MANY }, (_, place) =>
    asked(
      {
        sql: () => 'SELECT * FROM todo_bronze.tasks',
        ...QUICK,
        engineMs: 24_000,
        scannedBytes: MUCH_BYTES,
      },
      Math.ceil(now - (MANY - place) * stepMs),
      random,
    ),
  );
}

function slowQueries(from: number, to: number, random: Random): readonly EndedQuery[] {
  const times = Array.from(
    { length: Math.max(0, Math.ceil((to - from) / SLOW_EVERY_MS)) },
    (_, place) => from + place * SLOW_EVERY_MS,
  );
  return times.map((at, place) => {
    const habit = place % 2 === 0 ? USERS_OF_DAY : KPIS;
    return asked({ ...habit, engineMs: habit.engineMs * SLOW_FACTOR }, at, random);
  });
}

function asked(
  habit: Pick<Habit, 'sql' | 'queuedMs' | 'planningMs' | 'engineMs' | 'scannedBytes' | 'failure'>,
  at: number,
  random: Random,
): EndedQuery {
  const { sql, queuedMs, planningMs, engineMs, scannedBytes, failure } = habit;
  const percent = random.between(85, 125) / 100;
  return {
    sql: sql(at),
    workGroup: WORKGROUP,
    database: 'todo_silver',
    submittedAt: at,
    queuedMs,
    planningMs: Math.round(planningMs * percent),
    engineMs: Math.round(engineMs * percent),
    scannedBytes: Math.round(scannedBytes * percent),
    ...(failure === undefined ? {} : { failure }),
  };
}
