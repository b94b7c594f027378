/** Amounts as people read them, each with its unit. */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `12.4 GB`, in powers of a thousand, as AWS bills them. */
export function bytesText(bytes: number): string {
  let shown = bytes;
  let unit = 0;
  while (Math.abs(shown) >= 999.5 && unit < BYTE_UNITS.length - 1) {
    shown /= 1_000;
    unit += 1;
  }
  return `${decimal(shown, unit === 0 ? 0 : 1)} ${BYTE_UNITS[unit]}`;
}

/** `1,234,567`. */
export function numberText(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Hours of data processing units with one digit, `1.2`; empty when nobody says. */
export function hoursText(hours: number | null): string {
  return hours === null ? '' : decimal(hours, 1);
}

/** `93%`; `99.9%` is not rounded up to all. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent > 99 && percent < 100 ? Math.floor(percent * 10) / 10 : Math.round(percent)}%`;
}

/** With so many digits after the point, but none where they say nothing. */
function decimal(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : digits });
}
