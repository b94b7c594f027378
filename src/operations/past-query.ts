/** A query that was sent to Athena before, by whomever, as Athena keeps it: who that was it does not say. Plain data. */

export interface PastQuery {
  readonly id: string;
  /** The name under which the configuration has this very text; null for any other. */
  readonly name: string | null;
  /** As it was sent; of a long one the beginning. */
  readonly sql: string;
  readonly isCut: boolean;
  /** The database that is meant where it names none; null when nobody says. */
  readonly database: string | null;
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'stopped';
  /** Athena's own reason, redacted; it may quote values. */
  readonly because: string | null;
  /** Milliseconds. */
  readonly sentAt: number;
  /** From being sent to its end, or so far. */
  readonly tookMs: number;
  readonly queuedMs: number;
  /** Null where Athena does not say. */
  readonly planningMs: number | null;
  readonly scannedBytes: number;
}

/** What was read of a workgroup, the newest first. */
export interface PastQueries {
  readonly queries: readonly PastQuery[];
  /** Since when these are all, milliseconds. */
  readonly since: number;
  /** Whether older ones were not read. */
  readonly isCut: boolean;
  /** Of how many Athena told nothing. */
  readonly untold: number;
}

/** What a query scanned that is billed: one that failed is not, one that was stopped is. */
export function billedBytes({ state, scannedBytes }: Pick<PastQuery, 'state' | 'scannedBytes'>): number {
  return state === 'failed' ? 0 : scannedBytes;
}
