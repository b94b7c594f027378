/** Durations as people write them in the configuration and in runbooks: `30s`, `5m`, `24h`, `7d`. */

import { err, ok, type Result } from './result.ts';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** Parses `90s`, `15m`, `2h` or `7d` into milliseconds; the error is a sentence that says what was expected. */
export function parseDuration(text: string): Result<number, string> {
  const match = /^\s*(\d{1,9})\s*(s|m|h|d)\s*$/.exec(text);
  if (match === null)
    return err(`Expected a duration such as 30s, 5m, 24h or 7d, got ${JSON.stringify(text)}`);
  return ok(Number(match[1]) * UNIT_MS[match[2] as Unit]);
}

/** Milliseconds as {@link parseDuration} reads them: in the largest unit that they are whole in. */
export function writeDuration(ms: number): string {
  const units: readonly Unit[] = ['d', 'h', 'm'];
  const unit = units.find((each) => ms >= UNIT_MS[each] && ms % UNIT_MS[each] === 0) ?? 's';
  return `${Math.floor(ms / UNIT_MS[unit])}${unit}`;
}

/** Milliseconds as the largest whole units a reader needs: `45s`, `12m`, `2h 5m`, `3d 4h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days}d` : `${days}d ${hours % 24}h`;
}
