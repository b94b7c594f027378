/**
 * Runs statements for the simulated Athena: metadata from the catalog, queries by DuckDB over the files of the lake.
 * It waits, computes and cancels beside the event loop; states and times are kept by whoever asks.
 */

import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';

import type { Lake } from './lake.ts';
import type { Statement } from './statement.ts';
import type { TableSource } from './tables.ts';
import type { Question, Translated } from './translate.ts';
import type { ResultColumn } from './values.ts';

import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

import { CATALOG } from './duck.ts';
import { failureOf } from './duck-errors.ts';
import { QueryFailure } from './failure.ts';
import { withConnection } from './lake.ts';
import { answerMetadata } from './metadata.ts';
import { refuseWrite, statementOf } from './statement.ts';
import { parses, translate } from './translate.ts';
import { columnOf, textOf } from './values.ts';
import { createViews, scannedBytes } from './views.ts';

export interface EngineResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether the names of the columns are told as a first row. */
  readonly headed: boolean;
}

export interface Run {
  readonly question: Question;
  readonly statement: Statement;
  /** How long it takes at least, on the machine's clock. */
  readonly delayMs: number;
  /** How many bytes it may scan; `null` for as many as it likes. */
  readonly cutoffBytes: number | null;
  /** Called once, before anything is read. */
  readonly scans: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Engine {
  /** The statement that a text is. Throws `MalformedQuery`. */
  check(question: Question): Promise<Statement>;
  /** Throws `QueryFailure`, `ScanLimit` when the cutoff is passed, and what the signal was aborted with. */
  run(run: Run): Promise<EngineResult>;
  /** Closes the lake. */
  close(): Promise<void>;
}

/** The query would scan more than its workgroup allows. */
export class ScanLimit extends Error {}

// More is not worth simulating, and each row is kept as text.
const MOST_ROWS = 100_000;

/**
 * An engine over a lake. `source` says which tables and partitions there are; `prepare` is waited for before each query,
 * for whoever writes files only when somebody reads them.
 */
export function createEngine(
  lake: Lake,
  source: TableSource,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Engine {
  const views = createViews(lake, source);

  async function runQuery(run: Run, connection: DuckDBConnection, explained: boolean): Promise<EngineResult> {
    const { question } = run;
    await prepare();
    const translated = await translate(connection, question, source);
    try {
      if (source.databases().includes(question.database)) await views.use(connection, question.database);
      else await connection.run(`USE ${CATALOG}`);
      const pending = await views.hold(connection, translated, async (prepared) => {
        const plan = await planOf(connection, translated.sql);
        const bytes = explained ? 0 : await scannedBytes(connection, plan, prepared);
        run.scans(bytes);
        if (run.cutoffBytes !== null && bytes > run.cutoffBytes) throw new ScanLimit();
        run.signal.throwIfAborted();
        return explained ? plan : connection.start(translated.sql);
      });
      if (typeof pending === 'string') return planResult(pending.replaceAll(lake.pathOf('s3://'), 's3:/'));
      return await resultOf(await pending.getResult(), translated);
    } catch (error) {
      if (error instanceof ScanLimit || run.signal.aborted) throw error;
      throw failureOf(error, question, translated);
    }
  }

  return {
    check: async (question) => {
      const statement = statementOf(question.sql, question.tokens);
      const query = withoutExplain(question, statement);
      if (query !== null) await withConnection(lake.duck, (connection) => parses(connection, query));
      return statement;
    },
    run: async (run) => {
      const { question, statement, delayMs, signal } = run;
      if (delayMs > 0) await wait(delayMs, undefined, { signal, ref: false });
      if (statement.kind === 'write') refuseWrite(statement);
      const query = withoutExplain(question, statement);
      if (query === null) {
        const { columns, rows } = answerMetadata(statement, { ...question, source });
        return { columns, rows: rows.map((row) => [row]), headed: false };
      }
      return withConnection(lake.duck, async (connection) => {
        const interrupt = (): void => connection.interrupt();
        signal.addEventListener('abort', interrupt, { once: true });
        try {
          return await runQuery({ ...run, question: query }, connection, statement.kind === 'explain');
        } finally {
          signal.removeEventListener('abort', interrupt);
        }
      });
    },
    close: () => lake.close(),
  };
}

/** The query of a statement; `null` when it has none. */
function withoutExplain(question: Question, { kind }: Statement): Question | null {
  if (kind === 'query') return question;
  if (kind !== 'explain') return null;
  const [explain] = question.tokens;
  if (explain === undefined) return null;
  // Spaces in its place, so that places in the text stay what they are.
  return {
    ...question,
    sql: ' '.repeat(explain.end) + question.sql.slice(explain.end),
    tokens: question.tokens.slice(1),
  };
}

async function planOf(connection: DuckDBConnection, sql: string): Promise<string> {
  const result = await connection.run(`EXPLAIN (FORMAT json) ${sql}`);
  return String((await result.getRowsJson())[0]?.[1]);
}

function planResult(plan: string): EngineResult {
  const column = { name: 'Query Plan', type: 'varchar', precision: 2_147_483_647, scale: 0 };
  return { columns: [column], rows: plan.split('\n').map((line) => [line]), headed: true };
}

async function resultOf(result: DuckDBResult, { labels }: Translated): Promise<EngineResult> {
  const names = namesOf(result.columnNames(), labels);
  const columns = result.columnTypes().map((type, index) => columnOf(names[index] ?? '', type));
  const rows: (string | null)[][] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { columns, rows, headed: true };
    rows.push(...chunk.convertRows((value, type) => textOf(value, type)));
    if (rows.length > MOST_ROWS) {
      throw new QueryFailure(null, 'Query exhausted resources at this scale factor', 1);
    }
    await nextTurn();
  }
}

/** What has no name is `_col` and its number. A star stands for the columns that the others leave. */
function namesOf(given: readonly string[], labels: Translated['labels']): readonly string[] {
  const first = labels.indexOf('*');
  const last = labels.lastIndexOf('*');
  return given.map((name, index) => {
    const fromEnd = labels.length - (given.length - index);
    const label = first < 0 || index < first ? labels[index] : fromEnd > last ? labels[fromEnd] : name;
    return label ?? `_col${index}`;
  });
}
