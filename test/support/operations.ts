/** Operations that do what a test says and remember what was asked of them. They keep the whole contract of the port. */

import type { Level } from '../../src/access/may.ts';
import type { Arguments } from '../../src/operations/arguments.ts';
import type { Operation, Progress, RunContext, Verified } from '../../src/operations/operation.ts';
import type { CallPlace } from '../../src/operations/place.ts';

import { err, ok } from '../../src/lib/result.ts';
import { PIPELINE } from '../../src/operations/pipeline-argument.ts';
import { IN } from '../../src/operations/place-argument.ts';
import { placeKey } from '../../src/operations/place.ts';
import { aFinding, NIGHT } from './builders.ts';

export interface Call {
  readonly call: 'start' | 'follow' | 'verify';
  readonly run: string;
  readonly place: CallPlace | null;
  readonly pipeline: string | null;
  readonly args: Arguments;
  readonly token: string | null;
}

type Answer = Verified | Error;

export interface FakeOperation extends Operation {
  readonly calls: readonly Call[];
  /** What the next calls answer, in turn; afterwards they end well. An error is thrown. */
  answers(...next: readonly Answer[]): void;
}

export const ENDED_WELL: Progress = {
  state: 'ended',
  finding: aFinding({ verdict: 'ok', summary: 'it went well', facts: [], trueAt: NIGHT }),
};
export const ENDED_BADLY: Progress = { state: 'ended', finding: aFinding({ facts: [] }) };
export const NOT_STARTED = { state: 'not-started' } as const;

export function goesOn(token: string, summary = 'running'): Progress {
  return { state: 'running', token, summary, links: [], afterMs: 5_000 };
}

const JOB = {
  name: 'job',
  summary: 'which job',
  form: 'positional',
  required: true,
  example: '<job>',
} as const;

/** `logs <job>`, or another verb of a job: reads. */
export function fakeLogs(changes: Partial<Pick<Operation, 'verb' | 'tells'>> = {}): FakeOperation {
  return fake({
    verb: 'logs',
    summary: 'Shows why a job failed',
    risk: 'read',
    arguments: [JOB],
    afterCrash: 'rerun',
    ...changes,
  });
}

/** `health`: reads, of the whole pipeline. */
export function fakeHealth(): FakeOperation {
  const tells = { of: ['pipeline'], line: 'stages' } as const;
  return fake({
    verb: 'health',
    summary: 'How it is',
    risk: 'read',
    arguments: [],
    afterCrash: 'rerun',
    tells,
  });
}

/** `scan <job>`: reads, costs, and is for operators, of one pipeline or of all. */
export function fakeScan(pipeline: string | null = null): FakeOperation {
  return fake({
    verb: 'scan',
    summary: 'Counts the rows of a job',
    risk: 'read',
    arguments: [JOB],
    afterCrash: 'rerun',
    unasked: false,
    levelFor: (asked) => (pipeline === null || asked === pipeline ? 'operator' : null),
  });
}

/** `retry <job> [--workers n] [--dry-run]`: changes, and can find out whether it did. */
export function fakeRetry(): FakeOperation {
  return fake({
    verb: 'retry',
    summary: 'Runs a job again',
    risk: 'change',
    arguments: [
      JOB,
      { name: 'workers', summary: 'how many', form: 'option', required: false, example: '20' },
      { name: 'dry-run', summary: 'only say', form: 'flag', required: false, example: '' },
    ],
    afterCrash: 'verify',
  });
}

/** `notify <job>`: changes, and can never know whether it did. */
export function fakeNotify(): FakeOperation {
  return fake({
    verb: 'notify',
    summary: 'Tells the owners',
    risk: 'change',
    arguments: [JOB],
    afterCrash: 'report',
  });
}

function fake(
  given: Pick<Operation, 'verb' | 'summary' | 'risk' | 'arguments' | 'afterCrash'> &
    Partial<Pick<Operation, 'unasked' | 'tells'> & { levelFor(pipeline: string | null): Level | null }>,
): FakeOperation {
  const calls: Call[] = [];
  const waiting: Answer[] = [];

  async function answer(
    call: Call['call'],
    args: Arguments,
    { run, place, pipeline }: RunContext,
    token: string | null,
  ): Promise<Answer> {
    calls.push({ call, run, place, pipeline, args, token });
    const next = waiting.shift() ?? ENDED_WELL;
    if (next instanceof Error) throw next;
    return next;
  }
  async function progress(
    call: Call['call'],
    args: Arguments,
    context: RunContext,
    token: string | null,
  ): Promise<Progress> {
    const next = await answer(call, args, context, token);
    if (next instanceof Error || next.state === 'not-started')
      throw new Error(`Expected the test to give ${call} a progress`);
    return next;
  }

  const operation: FakeOperation = {
    unasked: true,
    tells: null,
    ...given,
    aliases: [],
    arguments: [...given.arguments, PIPELINE, IN],
    asks: [],
    shared: true,
    namesCause: given.verb !== 'notify',
    calls,
    answers: (...next) => void waiting.push(...next),
    riskOf: (args) => (args['dry-run'] === 'true' ? 'read' : given.risk),
    prepare(args) {
      const { job = '', workers = '2' } = args;
      if (Number(workers) < 2 || Number(workers) > 40)
        return err(`Expected 2 to 40 workers, got ${workers}.`);
      const risk = operation.riskOf(args);
      return ok({
        operation,
        args,
        risk,
        intent: `Would ${given.verb} ${job}`,
        levelFor: (asked) => given.levelFor?.(asked) ?? null,
        objection: null,
        writeWhole: null,
        target: risk === 'read' ? null : (place) => `${given.verb}:${placeKey(place)}/${job}`,
        preview:
          given.risk === 'read'
            ? null
            : async () => ({
                would: 'run',
                intent: `Would ${given.verb} ${job}, attempt 2`,
                command: `/etl ${given.verb} ${job}`,
              }),
        start: (context) => progress('start', args, context, null),
        follow: (context, token) => progress('follow', args, context, token),
        async verify(context) {
          const next = await answer('verify', args, context, null);
          if (next instanceof Error) throw next;
          return next;
        },
        cancel: null,
      });
    },
  };
  return operation;
}
