/**
 * What is said of a statement that may not be sent: what was expected and what came, where it stands in the text, and
 * what to do next. Pure.
 */

/** Why a statement is not sent. */
export interface SqlRefusal {
  readonly sentence: string;
  /** Where reading stopped; null where the whole statement is meant. */
  readonly at: Place | null;
  /** What to do next. */
  readonly hint: string;
}

/** A place in the text, both counted from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Ends the reading of a statement from anywhere inside it; whoever began to read catches it. */
export class SqlStop extends Error {
  override name = 'SqlStop';
  readonly refusal: SqlRefusal;

  constructor(refusal: SqlRefusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

/** Where an offset of the text stands. */
export function placeOf(sql: string, offset: number): Place {
  let line = 1;
  let begin = 0;
  for (let next = sql.indexOf('\n'); next !== -1 && next < offset; next = sql.indexOf('\n', begin)) {
    line += 1;
    begin = next + 1;
  }
  return { line, column: offset - begin + 1 };
}
