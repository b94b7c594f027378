/** Checks that operations on Glue jobs share: names as AWS bounds them, whole numbers within limits. No I/O. */

import { err, ok, type Result } from '../lib/result.ts';

// Glue's name string: 1 to 255 printable characters or tabs.
const JOB_NAME = /^[\t\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]{1,255}$/u;
const RUN_ID = /^jr_[A-Za-z0-9_-]{1,250}$/;

/** The job's name, trimmed. */
export function checkJob(name: string | undefined): Result<string, string> {
  const trimmed = (name ?? '').trim();
  if (trimmed === '') return err('Which job? Name a Glue job, such as silver-users.');
  if (!JOB_NAME.test(trimmed) || trimmed.length > 255) {
    return err(
      `Expected the name of a Glue job, 1 to 255 characters, got ${JSON.stringify(trimmed.slice(0, 60))}.`,
    );
  }
  return ok(trimmed);
}

/** The id of a job run, or null when none was given. */
export function checkRun(id: string | undefined): Result<string | null, string> {
  if (id === undefined) return ok(null);
  const trimmed = id.trim();
  if (RUN_ID.test(trimmed)) return ok(trimmed);
  return err(
    `Expected a run id that begins with jr_, got ${JSON.stringify(trimmed.slice(0, 60))}. Leave --run out to take the latest failed run.`,
  );
}

/** A whole number within bounds, or null when none was given. */
export function checkNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): Result<number | null, string> {
  if (text === undefined) return ok(null);
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  if (value >= least && value <= most) return ok(value);
  return err(
    `Expected ${name} to be a whole number from ${least} to ${most}, got ${JSON.stringify(text.slice(0, 60))}.`,
  );
}

/** The first argument that the operation does not know, as a sentence, or null. */
export function unknownArgument(
  args: Readonly<Record<string, string>>,
  known: readonly { readonly name: string }[],
): string | null {
  const stranger = Object.keys(args).find((name) => !known.some((argument) => argument.name === name));
  if (stranger === undefined) return null;
  return `${JSON.stringify(stranger)} is not an argument of this command. It takes ${known.map(({ name }) => name).join(', ')}.`;
}

/** An argument as a person types it: quoted when it has spaces or quotes. */
export function asTyped(value: string): string {
  return /^[^\s"'“”‘’\\]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
