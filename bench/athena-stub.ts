/** Athena at the wire, as far as reading a result goes: rows made up as they are asked for, in the shape that is told. */

import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export interface ResultShape {
  readonly rows: number;
  readonly columns: number;
  /** Characters of each cell that is a text. */
  readonly characters: number;
}

export interface AthenaStub {
  readonly url: string;
  close(): Promise<void>;
}

const Asked = z.object({ MaxResults: z.number(), NextToken: z.string().default('0') });
const WORDS = 'silver/users, dt=2026-11-12, "done" after 3 of 4 tries; ';

/** The first of three columns is a number, and of the others every seventh cell is NULL. */
export async function startAthenaStub({ rows, columns, characters }: ResultShape): Promise<AthenaStub> {
  const names = Array.from({ length: columns }, (_, column) => `column_${column}`);
  const filling = WORDS.repeat(Math.ceil(characters / WORDS.length)).slice(0, characters);
  const cellOf = (row: number, column: number): { readonly VarCharValue?: string } => {
    if (column % 3 === 0) return { VarCharValue: `${row - column}` };
    return (row + column) % 7 === 0 ? {} : { VarCharValue: filling };
  };
  // The row of names is the first of all.
  const rowOf = (at: number): unknown => ({
    Data: names.map((name, column) => (at === 0 ? { VarCharValue: name } : cellOf(at, column))),
  });
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { MaxResults: most, NextToken: token } = Asked.parse(JSON.parse(body));
      const from = Number(token);
      const to = Math.min(from + most, rows + 1);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify({
          ResultSet: {
            Rows: Array.from({ length: to - from }, (_, index) => rowOf(from + index)),
            ResultSetMetadata: {
              ColumnInfo: names.map((Name, column) => ({
                Name,
                Type: column % 3 === 0 ? 'bigint' : 'varchar',
              })),
            },
          },
          ...(to > rows ? {} : { NextToken: `${to}` }),
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port, got none.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
