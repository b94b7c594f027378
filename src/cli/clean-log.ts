/**
 * A line of the log without secrets. Errors quote what others sent, and whoever logs one does not know what it says: so
 * every line is cleaned once more where it leaves, and stays JSON.
 */

import { redact } from '../lib/redact.ts';
import { doubtOf } from '../lib/redact/names.ts';

/** Takes and gives one line as pino writes it. */
export function cleanLogLine(line: string): string {
  // Without an escape no text in it has a second line, and what is clean as a whole is clean in its parts.
  if (!line.includes('\\') && redact(line) === line) return line;
  return `${JSON.stringify(JSON.parse(line, cleanField))}\n`;
}

function cleanField(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return doubtOf(name) === 'sure' ? '[redacted]' : redact(value);
}
