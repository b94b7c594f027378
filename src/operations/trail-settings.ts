/**
 * What a request to AWS set, as CloudTrail tells it: names of settings to their values, each in a word that can be shown.
 * Values are outside text, and secret by their names as well. Pure.
 */

import { redact } from '../lib/redact.ts';
import { oneLine, truncate } from '../lib/text.ts';

export type Members = Readonly<Record<string, unknown>>;

const MOST_SETTINGS = 60;
const DEEPEST = 4;
const LONGEST_VALUE = 60;
/** What says which one it is, and not how it is set. */
const NAMES = new Set(['functionname', 'uuid', 'name', 'jobname', 'eventsourcearn']);

/** What the request set, or what that member of it did; nothing where it says none. */
export function settingsOf(
  request: Members | null | undefined,
  where: string | null,
): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  const inner = where === null || where === '' ? request : lowered(request ?? {}).get(where);
  if (where !== null && isMembers(inner)) gather(settings, '', inner, 0);
  return settings;
}

/** A setting within another has both names: `ExecutionProperty.MaxConcurrentRuns`. */
function gather(settings: Map<string, string>, prefix: string, value: Members, depth: number): void {
  for (const [given, inner] of Object.entries(value)) {
    if (settings.size >= MOST_SETTINGS) return;
    if (depth === 0 && NAMES.has(given.toLowerCase())) continue;
    const name = oneLine(`${prefix}${given.startsWith('-') ? given : capital(given)}`);
    if (isMembers(inner) && depth < DEEPEST) gather(settings, `${name}.`, inner, depth + 1);
    else settings.set(truncate(name, LONGEST_VALUE), shown(given, inner));
  }
}

/** A value is secret by its name as well. */
function shown(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const named = `${name.replace(/^-+/, '')}=${text}`;
  return redact(named) === named ? truncate(oneLine(text), LONGEST_VALUE) : '[redacted]';
}

/** What the settings were called and set to before, and what they are now: `NumberOfWorkers 8 → 20`. Those alike are left out. */
export function settingChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    if (old === undefined) return [`${name} ${now} set`];
    return now === undefined ? [`${name} ${old} taken away`] : [`${name} ${old} → ${now}`];
  });
}

/** By their names in small letters: services spell them in more than one way. */
export function lowered(members: Members): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(members).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Whether it has members of its own. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
