/**
 * Times as Slack shows them: the `{date_short_pretty} {time}` templates of `<!date^…>`, and message timestamps. The
 * moment, zone and locale are passed in; nothing here reads a clock.
 */

export interface DateSetting {
  /** IANA name; undefined for the reader's own. */
  readonly timeZone: string | undefined;
  /** BCP 47; undefined for the reader's own. */
  readonly locale: string | undefined;
  readonly nowMs: number;
}

// Styles, not single fields: each locale then writes hours, months and commas in its own habit.
const SHAPES = {
  date: { dateStyle: 'long' },
  date_short: { dateStyle: 'medium' },
  date_long: { dateStyle: 'full' },
  time: { timeStyle: 'short' },
  time_secs: { timeStyle: 'medium' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;
const DAY_MS = 86_400_000;

/** Fills a Slack date template for `seconds` since the epoch; an unknown token stays as it was written. */
export function formatSlackDate(template: string, seconds: number, setting: DateSetting): string {
  return template.replaceAll(/\{([a-z_]+)\}/g, (written, token: string, offset: number) => {
    const shown = formatToken(token, seconds * 1_000, setting);
    if (shown === null) return written;
    return offset === 0 ? shown.charAt(0).toUpperCase() + shown.slice(1) : shown;
  });
}

/** `Today`, `Yesterday`, or weekday and date: the divider between two days of messages. */
export function formatDay(ms: number, setting: DateSetting): string {
  const word = dayWord(ms, setting);
  if (word !== null) return word.charAt(0).toUpperCase() + word.slice(1);
  return intl({ weekday: 'long', month: 'long', day: 'numeric' }, ms, setting);
}

/** Hour and minute in the reader's habit. */
export function formatTime(ms: number, setting: DateSetting): string {
  return intl(SHAPES.time, ms, setting);
}

/** Day, month, year, hour, minute and second, for a tooltip. */
export function formatFull(ms: number, setting: DateSetting): string {
  return intl({ ...SHAPES.date_long, ...SHAPES.time_secs }, ms, setting);
}

/** `2026-03-01` in the reader's zone: equal for two moments of one day. */
export function dayKey(ms: number, setting: DateSetting): string {
  return intl({ year: 'numeric', month: '2-digit', day: '2-digit' }, ms, { ...setting, locale: 'en-CA' });
}

function formatToken(token: string, ms: number, setting: DateSetting): string | null {
  if (token === 'date_num') return dayKey(ms, setting);
  if (token === 'ago') return ago(ms, setting);
  const name = token.replace(/_pretty$/, '');
  if (!isShape(name)) return null;
  return (token.endsWith('_pretty') ? dayWord(ms, setting) : null) ?? intl(SHAPES[name], ms, setting);
}

function isShape(name: string): name is keyof typeof SHAPES {
  return Object.hasOwn(SHAPES, name);
}

function dayWord(ms: number, setting: DateSetting): string | null {
  const day = dayKey(ms, setting);
  if (day === dayKey(setting.nowMs, setting)) return 'today';
  if (day === dayKey(setting.nowMs - DAY_MS, setting)) return 'yesterday';
  if (day === dayKey(setting.nowMs + DAY_MS, setting)) return 'tomorrow';
  return null;
}

function ago(ms: number, setting: DateSetting): string {
  const words = new Intl.RelativeTimeFormat(setting.locale, { numeric: 'auto' });
  const minutes = Math.round((ms - setting.nowMs) / 60_000);
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / (24 * 60)), 'day');
}

function intl(shape: Intl.DateTimeFormatOptions, ms: number, setting: DateSetting): string {
  return new Intl.DateTimeFormat(setting.locale, { ...shape, timeZone: setting.timeZone }).format(ms);
}
