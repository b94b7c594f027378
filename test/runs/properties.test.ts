/** What holds for every run, whatever is asked of it in whatever order. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunCommand } from '../../src/runs/commands.ts';
import type { RunEvent } from '../../src/runs/events.ts';
import type { OperationRun } from '../../src/runs/state.ts';
import { decide, MOST_FAILURES } from '../../src/runs/decide.ts';
import { due, RUN_TIMINGS } from '../../src/runs/due.ts';
import { evolve, fold } from '../../src/runs/evolve.ts';
import { stopOf } from '../../src/runs/stop.ts';
import { endOf, isOver } from '../../src/runs/state.ts';
import { aFinding, NIGHT, person } from '../support/builders.ts';

const RUNS = { numRuns: 500 };

const REQUEST: Extract<RunCommand, { type: 'RequestRun' }> = {
  type: 'RequestRun',
  id: 'run-1',
  verb: 'retry',
  command: '/etl retry silver-users',
  args: { job: 'silver-users' },
  risk: 'change',
  target: 'retry:123456789012/eu-central-1/silver-users',
  by: person(),
  incident: 42,
  pipeline: 'todo-etl',
  place: { account: '123456789012', region: 'eu-central-1' },
  channel: '#todo-etl-alerts',
  audience: 'channel',
  followers: [],
  now: NIGHT,
};

/** A command, told of the turn that the run is in or of an earlier one. */
type Asked = (run: OperationRun, now: number) => RunCommand;

const turn = (run: OperationRun, late: boolean) => (late ? run.turn - 1 : run.turn);
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.boolean().map((late): Asked => (run, now) => ({ type: 'StartRun', turn: turn(run, late), now })),
  fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 60_000 })).map(([late, afterMs]): Asked => (run, now) => ({
    type: 'RecordProgress',
    turn: turn(run, late),
    progress: { state: 'running', token: 'jr_1', summary: 'runs', links: [], afterMs },
    now,
  })),
  fc.boolean().map((late): Asked => (run, now) => ({
    type: 'RecordProgress',
    turn: turn(run, late),
    progress: { state: 'ended', finding: aFinding() },
    now,
  })),
  fc.boolean().map((late): Asked => (run, now) => ({
    type: 'RecordFailure',
    turn: turn(run, late),
    call: 'follow',
    now,
  })),
  fc
    .constantFrom('1.1', '2.1')
    .map((step): Asked => (_, now) => ({ type: 'FollowRun', checklist: 'c-1', step, now })),
  fc
    .constantFrom('1 of 4', '2 of 4')
    .chain((soFar) =>
      fc
        .boolean()
        .map((late): Asked => (run, now) => ({ type: 'RecordSoFar', turn: turn(run, late), soFar, now })),
    ),
  fc.constant<Asked>((_, now) => ({ type: 'AnswerRun', now })),
  fc.constant<Asked>((_, now) => ({ type: 'CancelRun', by: person('U0OTHER'), now })),
  fc.constant<Asked>((_, now) => ({ type: 'GiveUpRun', by: person('U0OTHER'), now })),
);

interface Told {
  readonly run: OperationRun;
  readonly events: readonly RunEvent[];
  /** Before and after each command. */
  readonly moves: readonly {
    readonly command: RunCommand;
    readonly before: OperationRun;
    readonly after: OperationRun;
  }[];
}

function tell(all: readonly Asked[], request = REQUEST): Told {
  const first = decide(request, null);
  if (!first.ok) throw new Error('Expected the request to be taken');
  const start = fold(first.value);
  if (start === null) throw new Error('Expected a run');
  return all.reduce<Told>(
    (told, ask, index) => {
      const before = told.run;
      const command = ask(before, NIGHT + index + 1);
      const decided = decide(command, before);
      const events = decided.ok ? decided.value : [];
      const after = events.reduce<OperationRun>(evolve, before);
      return {
        run: after,
        events: [...told.events, ...events],
        moves: [...told.moves, { command, before, after }],
      };
    },
    { run: start, events: first.value, moves: [] },
  );
}

const stories = fc.array(asked, { maxLength: 20 });

describe('every run', () => {
  it('is the fold of its events, also through JSON', () => {
    fc.assert(
      fc.property(stories, (all) => {
        const { run, events } = tell(all);
        expect(fold(events)).toEqual(run);
        expect(fold(JSON.parse(JSON.stringify(events)) as RunEvent[])).toEqual(run);
      }),
      RUNS,
    );
  });

  it('that is over stays as it is, whatever comes late', () => {
    fc.assert(
      fc.property(stories, (all) => {
        for (const { before, after } of tell(all).moves) {
          if (isOver(before.state)) expect(after).toEqual(before);
        }
      }),
      RUNS,
    );
  });

  it('has a next moment and no result while it is open, and a result and no moment once it is over', () => {
    fc.assert(
      fc.property(stories, (all) => {
        const { run } = tell(all);
        expect(due(run, RUN_TIMINGS) === null).toBe(isOver(run.state));
        expect(endOf(run) !== null).toBe(isOver(run.state));
      }),
      RUNS,
    );
  });

  it('ends after three failures of our own, and can always be given up by a person', () => {
    fc.assert(
      fc.property(stories, (all) => {
        const { run } = tell(all);
        if (run.failures.count >= MOST_FAILURES) expect(isOver(run.state)).toBe(true);
        const command: RunCommand = { type: 'GiveUpRun', by: person(), now: NIGHT + 99 };
        expect(decide(command, run).ok).toBe(!isOver(run.state));
      }),
      RUNS,
    );
  });

  it('that a person gives up while it runs is stopped in AWS, once, if it only reads', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom('read', 'change'), (all, risk) => {
        const { run, moves } = tell(all, { ...REQUEST, risk });
        const stops = moves.flatMap(({ command, before, after }) => {
          const taken = command.type !== 'GiveUpRun' || after !== before;
          return (taken ? stopOf(command, before, RUN_TIMINGS)?.token : null) ?? [];
        });
        // Our own failures end it as well.
        const isBroken = run.failures.count >= MOST_FAILURES;
        if (risk === 'change') expect(stops).toEqual([]);
        else if (run.state.state === 'given-up' && run.state.started) expect(stops).toEqual(['jr_1']);
        else if (run.state.state !== 'given-up' && !isBroken) expect(stops).toEqual([]);
        expect(new Set(stops).size).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});
