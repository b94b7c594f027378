/**
 * How much an incident matters: 1 data lost or wrong, 2 a promise will be missed, 3 degraded with the promise
 * safe, 4 cost and hygiene.
 */

export const SEVERITIES = [1, 2, 3, 4] as const;
export type Severity = (typeof SEVERITIES)[number];

export const SEVERITY_MEANING: Readonly<Record<Severity, string>> = {
  1: 'data lost or wrong',
  2: 'a promise will be missed',
  3: 'degraded, promise safe',
  4: 'cost and hygiene',
};

/** Reads `1`, `sev1`, `SEV1`; undefined for anything else. */
export function parseSeverity(text: string): Severity | undefined {
  const match = /^(?:sev)?([1-4])$/i.exec(text.trim());
  return match === null ? undefined : (Number(match[1]) as Severity);
}
