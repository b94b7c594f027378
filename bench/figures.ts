/** Arithmetic on what was measured. */

/** The value that this share of the values does not exceed; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** To so many digits after the point. */
export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

/** `8,306`. */
export function shown(value: number): string {
  return value.toLocaleString('en');
}
