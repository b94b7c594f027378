/** Sizes of files as people read them. */

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;
const STEP = 1_024;

/** `812 bytes`, `1.4 kB`, `96 MB`. */
export function formatSize(bytes: number): string {
  let left = bytes;
  let unit: (typeof UNITS)[number] = 'bytes';
  for (const next of UNITS.slice(1)) {
    // What rounds to a whole thousand of one unit is one of the next.
    if (Math.round(left) < STEP) break;
    left /= STEP;
    unit = next;
  }
  return `${left < 9.95 && unit !== 'bytes' ? left.toFixed(1) : Math.round(left)} ${unit}`;
}
