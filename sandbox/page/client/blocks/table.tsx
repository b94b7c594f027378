/** The table block: cells of raw_text, raw_number or rich_text; the first row is its header. */

import type { PageBlock } from '../../contract.ts';
import type { Json } from './read.ts';
import { Nodes } from '../text/text.tsx';
import { asObjects, asString } from './read.ts';
import { parseRichText } from './rich-text.ts';

/** Draws the table; a wide one scrolls sideways within the message. */
export function TableBlock({ block }: { readonly block: PageBlock }) {
  const rows = Array.isArray(block['rows']) ? block['rows'].map(asObjects) : [];
  const columns = Array.isArray(block['column_settings']) ? block['column_settings'] : [];
  const classes = columns.map(columnClass);
  const [head = [], ...body] = rows;
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={classes[column]}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={classes[column]}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: Json }) {
  if (cell['type'] === 'rich_text') return <Nodes nodes={parseRichText(cell)} />;
  const text = cell['text'] ?? cell['value'];
  return <>{typeof text === 'number' ? String(text) : asString(text)}</>;
}

function columnClass(setting: unknown): string {
  const [column] = asObjects([setting]);
  const align =
    column?.['align'] === 'right' || column?.['align'] === 'center' ? `cell-${column['align']}` : '';
  return column?.['is_wrapped'] === true ? `${align} cell-wrapped`.trim() : align;
}
