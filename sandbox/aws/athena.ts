/**
 * Athena of the simulated account: workgroups, query executions, their states and results. What a statement means and
 * brings is the engine's; this file keeps the books, on the account's clock, and refuses what Athena refuses.
 */

import type { Engine, EngineResult } from './athena/engine.ts';
import type { Statement } from './athena/statement.ts';

import { Semaphore } from 'async-mutex';

import { ScanLimit } from './athena/engine.ts';
import { MalformedQuery, QueryFailure } from './athena/failure.ts';
import { questionOf } from './athena/translate.ts';
import { AwsRefusal } from './refusal.ts';

export type ExecutionState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface WorkGroup {
  readonly name: string;
  readonly description: string;
  /** `s3://bucket/prefix/`, where results would lie. */
  readonly outputLocation: string;
  /** Whether what a caller says of results gives way to what the workgroup says. */
  readonly enforced: boolean;
  /** At least 10 MB; `null` for no limit. */
  readonly bytesScannedCutoff: number | null;
  readonly createdAt: number;
}

export interface QueryToStart {
  readonly sql: string;
  readonly database: string;
  readonly catalog: string;
  readonly parameters: readonly string[];
  readonly workGroup: string;
  readonly outputLocation: string | null;
  /** A result of the same query that is not older may be had again; `null` for none. */
  readonly reuseMaxAgeMinutes: number | null;
  readonly token: string | null;
}

export interface Execution {
  readonly id: string;
  readonly asked: QueryToStart;
  readonly statement: Statement;
  readonly outputLocation: string;
  readonly state: ExecutionState;
  readonly reason: string | null;
  /** Of a failed one. */
  readonly error: { readonly category: number; readonly type: number } | null;
  readonly submittedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Of a query that was recorded; null for one that was run, since DuckDB does not tell it. */
  readonly planningMs: number | null;
  readonly scannedBytes: number;
  readonly reused: boolean;
}

/** A query that ended before anybody looked, without a result to be had. */
export interface EndedQuery {
  readonly sql: string;
  readonly workGroup: string;
  readonly database: string;
  readonly submittedAt: number;
  readonly queuedMs: number;
  readonly planningMs: number;
  /** Without the time in the queue, and with that of planning. */
  readonly engineMs: number;
  readonly scannedBytes: number;
  /** How it failed; it succeeded when absent. */
  readonly failure?: Pick<Execution, 'reason' | 'error'>;
}

export interface Athena {
  /** Creates the workgroup, or replaces it. `primary` is there from the beginning, without limits. */
  putWorkGroup(workGroup: Pick<WorkGroup, 'name'> & Partial<Omit<WorkGroup, 'createdAt'>>): WorkGroup;
  /** Throws `InvalidRequestException` when there is none. */
  workGroup(name: string): WorkGroup;
  /** Every query begun from now on takes at least so long, on the machine's clock. */
  slowDown(delayMs: number): void;
  /** Throws `InvalidRequestException` for what is no statement, and for a token that was used for something else. */
  start(asked: QueryToStart): Promise<Execution>;
  /** Keeps it among the executions; returns its id. */
  record(ended: EndedQuery): string;
  /** Forgets an execution that ended, if it is still kept. */
  forget(id: string): void;
  /** Throws `InvalidRequestException` for an unknown id. */
  execution(id: string): Execution;
  /** Those of a workgroup, newest first. */
  executions(workGroup: string): readonly Execution[];
  /** Throws `InvalidRequestException` while there is none. */
  result(id: string): EngineResult;
  /** Ends one that is queued or runs; another stays as it is. */
  stop(id: string): void;
  /** Ends what runs, waits until nothing does, and closes the lake. */
  close(): Promise<void>;
}

interface Kept {
  execution: Execution;
  result: EngineResult | null;
  readonly abort: AbortController;
  /** Resolves when the text turned out to be a statement. */
  checked: Promise<void>;
}

const MOST_AT_ONCE = 4;
const MOST_EXECUTIONS = 1_000;
const MOST_RESULTS = 100;
const MINUTE_MS = 60_000;
const CATALOG = 'AwsDataCatalog';
const UNKNOWN: Statement = { kind: 'query', type: 'DML', subtype: 'SELECT' };

/** An Athena without executions. */
export function createAthena({
  engine,
  now,
  newId,
}: {
  readonly engine: Engine;
  readonly now: () => number;
  readonly newId: () => string;
}): Athena {
  const workGroups = new Map<string, WorkGroup>();
  const kept = new Map<string, Kept>();
  const byToken = new Map<string, Kept>();
  const running = new Set<Promise<void>>();
  const slots = new Semaphore(MOST_AT_ONCE);
  let delayMs = 0;

  function putWorkGroup(wanted: Parameters<Athena['putWorkGroup']>[0]): WorkGroup {
    const createdAt = workGroups.get(wanted.name)?.createdAt ?? now();
    const put: WorkGroup = { ...WORK_GROUP_DEFAULTS, ...wanted, createdAt };
    workGroups.set(put.name, put);
    return put;
  }
  putWorkGroup({ name: 'primary' });

  function workGroup(name: string): WorkGroup {
    const found = workGroups.get(name);
    if (found === undefined) throw invalid('WorkGroup is not found.', 'INVALID_INPUT');
    return found;
  }

  function keptBy(id: string): Kept {
    const found = kept.get(id);
    if (found === undefined) throw invalid(`QueryExecution ${id} was not found`, 'QUERY_EXECUTION_NOT_FOUND');
    return found;
  }

  function advance(one: Kept, change: Partial<Execution>): void {
    // What ended stays as it ended: a query that is stopped and fails of it was stopped.
    if (isEnded(one.execution.state)) return;
    const endedAt = change.state !== undefined && isEnded(change.state) ? now() : null;
    one.execution = { ...one.execution, ...change, endedAt };
  }

  async function work(one: Kept): Promise<void> {
    await one.checked.catch(() => undefined);
    await slots.runExclusive(async () => {
      if (isEnded(one.execution.state)) return;
      advance(one, { state: 'RUNNING', startedAt: now() });
      const cutoff = workGroup(one.execution.asked.workGroup).bytesScannedCutoff;
      try {
        const reused = resultToReuse(one);
        const result = reused ?? (await engine.run(runOf(one, cutoff)));
        one.result = result;
        advance(one, { state: 'SUCCEEDED', reused: reused !== null });
        forgetResults();
      } catch (error) {
        advance(one, endOf(error, cutoff));
      }
    });
  }

  function runOf(one: Kept, cutoffBytes: number | null): Parameters<Engine['run']>[0] {
    return {
      question: asQuestion(one.execution),
      statement: one.execution.statement,
      delayMs,
      cutoffBytes,
      scans: (bytes) => advance(one, { scannedBytes: bytes }),
      signal: one.abort.signal,
    };
  }

  function resultToReuse({ execution }: Kept): EngineResult | null {
    const { reuseMaxAgeMinutes: minutes } = execution.asked;
    if (minutes === null) return null;
    const earlier = [...kept.values()].findLast(
      (other) =>
        other.result !== null &&
        sameQuery(other.execution.asked, execution.asked) &&
        (other.execution.endedAt ?? 0) >= now() - minutes * MINUTE_MS,
    );
    return earlier?.result ?? null;
  }

  function forgetResults(): void {
    const withResult = [...kept.values()].filter(({ result }) => result !== null);
    for (const old of withResult.slice(0, -MOST_RESULTS)) old.result = null;
  }

  function forgetExecutions(): void {
    for (const [id, { execution }] of kept) {
      if (kept.size <= MOST_EXECUTIONS) return;
      if (!isEnded(execution.state)) continue;
      kept.delete(id);
      if (execution.asked.token !== null) byToken.delete(execution.asked.token);
    }
  }

  function asQuestion({ asked, submittedAt }: Execution): Parameters<Engine['check']>[0] {
    const { sql, database, parameters } = asked;
    return questionOf(sql, { database, parameters, now: new Date(submittedAt).toISOString() });
  }

  function begin(asked: QueryToStart): Kept {
    const group = workGroup(asked.workGroup);
    const id = newId();
    const location = (group.enforced ? null : asked.outputLocation) ?? group.outputLocation;
    const execution: Execution = {
      id,
      asked,
      statement: UNKNOWN,
      outputLocation: `${location.replace(/\/$/, '')}/${id}`,
      state: 'QUEUED',
      reason: null,
      error: null,
      submittedAt: now(),
      startedAt: null,
      endedAt: null,
      planningMs: null,
      scannedBytes: 0,
      reused: false,
    };
    const one: Kept = { execution, result: null, abort: new AbortController(), checked: Promise.resolve() };
    kept.set(id, one);
    if (asked.token !== null) byToken.set(asked.token, one);
    one.checked = engine.check(asQuestion(execution)).then((statement) => {
      const ending = statement.kind === 'query' ? 'csv' : 'txt';
      one.execution = {
        ...one.execution,
        statement,
        outputLocation: `${execution.outputLocation}.${ending}`,
      };
    });
    return one;
  }

  function record(ended: EndedQuery): string {
    const { sql, database, workGroup: name, submittedAt, queuedMs, engineMs, failure } = ended;
    const id = newId();
    const startedAt = submittedAt + queuedMs;
    const execution: Execution = {
      id,
      asked: {
        sql,
        database,
        catalog: CATALOG,
        parameters: [],
        workGroup: name,
        outputLocation: null,
        reuseMaxAgeMinutes: null,
        token: null,
      },
      statement: UNKNOWN,
      outputLocation: `${workGroup(name).outputLocation.replace(/\/$/, '')}/${id}.csv`,
      state: failure === undefined ? 'SUCCEEDED' : 'FAILED',
      reason: failure?.reason ?? null,
      error: failure?.error ?? null,
      submittedAt,
      startedAt,
      endedAt: startedAt + engineMs,
      planningMs: ended.planningMs,
      scannedBytes: ended.scannedBytes,
      reused: false,
    };
    kept.set(id, { execution, result: null, abort: new AbortController(), checked: Promise.resolve() });
    forgetExecutions();
    return id;
  }

  async function checkedOrForgotten(one: Kept): Promise<Execution> {
    try {
      await one.checked;
    } catch (error) {
      const { id, asked } = one.execution;
      kept.delete(id);
      if (asked.token !== null) byToken.delete(asked.token);
      if (error instanceof MalformedQuery) throw invalid(error.message, 'MALFORMED_QUERY');
      throw error;
    }
    return one.execution;
  }

  return {
    putWorkGroup,
    workGroup,
    slowDown: (ms) => {
      delayMs = ms;
    },
    start: async (asked) => {
      const known = asked.token === null ? undefined : byToken.get(asked.token);
      if (known !== undefined) {
        if (JSON.stringify(known.execution.asked) !== JSON.stringify(asked)) {
          throw invalid('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH');
        }
        return checkedOrForgotten(known);
      }
      const one = begin(asked);
      const execution = await checkedOrForgotten(one);
      const worked = work(one).finally(() => running.delete(worked));
      running.add(worked);
      forgetExecutions();
      return execution;
    },
    record,
    forget: (id) => {
      const one = kept.get(id);
      if (one !== undefined && isEnded(one.execution.state)) kept.delete(id);
    },
    execution: (id) => keptBy(id).execution,
    executions: (name) => {
      workGroup(name);
      const all = [...kept.values()].map(({ execution }) => execution).toReversed();
      // Of those of one moment the one that came last is the newest.
      return all
        .filter(({ asked }) => asked.workGroup === name)
        .toSorted((left, right) => right.submittedAt - left.submittedAt);
    },
    result: (id) => {
      const { execution, result } = keptBy(id);
      const { state } = execution;
      if (result !== null) return result;
      if (!isEnded(state)) {
        throw invalid(`Query has not yet finished. Current state: ${state}`, 'INVALID_QUERY_EXECUTION_STATE');
      }
      if (state === 'FAILED') {
        throw invalid(
          `Query did not finish successfully. Final query state: ${state}`,
          'INVALID_QUERY_EXECUTION_STATE',
        );
      }
      throw invalid('Could not find results', 'RESULT_NOT_FOUND');
    },
    stop: (id) => {
      const one = keptBy(id);
      advance(one, { state: 'CANCELLED', reason: 'Query cancelled by user' });
      one.abort.abort();
    },
    close: async () => {
      for (const one of kept.values()) {
        advance(one, { state: 'CANCELLED', reason: 'Query cancelled by user' });
        one.abort.abort();
      }
      await Promise.allSettled(running);
      await engine.close();
    },
  };
}

const WORK_GROUP_DEFAULTS = {
  description: '',
  outputLocation: 's3://aws-athena-query-results-sandbox/',
  enforced: true,
  bytesScannedCutoff: null,
} as const;

function endOf(error: unknown, cutoff: number | null): Partial<Execution> {
  if (error instanceof ScanLimit) {
    const reason = 'Bytes scanned limit was exceeded';
    return { state: 'CANCELLED', reason, scannedBytes: cutoff ?? 0 };
  }
  if (error instanceof QueryFailure) {
    const { category, errorType: type, message: reason } = error;
    return { state: 'FAILED', reason, error: { category, type } };
  }
  const reason = `GENERIC_INTERNAL_ERROR: ${error instanceof Error ? error.message : String(error)}`;
  return { state: 'FAILED', reason, error: { category: 1, type: 200 } };
}

function isEnded(state: ExecutionState): boolean {
  return state !== 'QUEUED' && state !== 'RUNNING';
}

function sameQuery(a: QueryToStart, b: QueryToStart): boolean {
  const told = ({ sql, database, catalog, parameters, workGroup }: QueryToStart): string =>
    JSON.stringify([sql, database, catalog, parameters, workGroup]);
  return told(a) === told(b);
}

function invalid(message: string, athenaErrorCode: string): AwsRefusal {
  return new AwsRefusal('InvalidRequestException', message, 400, {
    AthenaErrorCode: athenaErrorCode,
    ErrorCode: athenaErrorCode,
  });
}
