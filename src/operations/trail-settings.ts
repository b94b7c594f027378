/**
 * What a request to AWS set, as CloudTrail tells it: names of settings to their values, each in a word that can be shown.
 * Values are outside text, and secret by their names as well: whether two are one is asked of their digests, as the words
 * of two secrets are alike. Pure.
 */

import { createHash } from 'node:crypto';

import { redact } from '../lib/redact.ts';
import { oneLine, truncate } from '../lib/text.ts';

export type Members = Readonly<Record<string, unknown>>;

export interface Setting {
  /** As it may be shown. */
  readonly word: string;
  /** Of the value as it came; never shown. */
  readonly digest: string;
}

export interface Settings {
  /** By name; one within another has both names: `ExecutionProperty.MaxConcurrentRuns`. */
  readonly of: ReadonlyMap<string, Setting>;
  /** Whether there are more than these. */
  readonly isCut: boolean;
}

/** More than a job has. */
const MOST_SETTINGS = 200;
const DEEPEST = 4;
const LONGEST_KEPT = 300;
const LONGEST_SHOWN = 60;
/** What says which one it is, and not how it is set. */
const NAMES = new Set(['functionname', 'uuid', 'name', 'jobname', 'eventsourcearn']);

/** What the request set, or what that member of it did; nothing where it says none. */
export function settingsOf(request: Members | null | undefined, where: string | null): Settings {
  const settings = new Map<string, Setting>();
  const inner = where === null || where === '' ? request : lowered(request ?? {}).get(where);
  const isCut = where !== null && isMembers(inner) && !gather(settings, [], inner);
  return { of: settings, isCut };
}

/** Whether there was room for all of them. */
function gather(settings: Map<string, Setting>, above: readonly string[], value: Members): boolean {
  for (const [given, inner] of Object.entries(value)) {
    if (above.length === 0 && NAMES.has(given.toLowerCase())) continue;
    const path = [...above, given.startsWith('-') ? given : capital(given)];
    if (isMembers(inner) && above.length < DEEPEST) {
      if (!gather(settings, path, inner)) return false;
      continue;
    }
    if (settings.size >= MOST_SETTINGS) return false;
    settings.set(oneLine(redact(path.join('.'))), settingOf(path, inner));
  }
  return true;
}

function settingOf(path: readonly string[], value: unknown): Setting {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return {
    word: isSecret(path, text) ? '[redacted]' : truncate(oneLine(text), LONGEST_KEPT),
    digest: createHash('sha256').update(text).digest('hex'),
  };
}

/** A value is secret by its name as well, or by that of anything it stands in. */
function isSecret(path: readonly string[], text: string): boolean {
  return path.some((_, place) => {
    const names = path.slice(0, place + 1).join('.');
    const named = `${names.replace(/^-+/, '')}=${text}`;
    return redact(named) !== named;
  });
}

/**
 * What the settings were called and set to before, and what they are now: `NumberOfWorkers 8 → 20`. Those alike are left
 * out; so is, where some were cut off, what only one of the two is known to have.
 */
export function settingChanges(before: Settings, after: Settings): readonly string[] {
  const isCut = before.isCut || after.isCut;
  const names = [...new Set([...after.of.keys(), ...before.of.keys()])];
  return names.flatMap((name) => {
    const [old, now] = [before.of.get(name), after.of.get(name)];
    if (old?.digest === now?.digest || (isCut && (old === undefined || now === undefined))) return [];
    if (old === undefined) return now === undefined ? [] : [`${settingText(name, now)} set`];
    if (now === undefined) return [`${settingText(name, old)} taken away`];
    return [`${truncate(name, LONGEST_SHOWN)} ${changeText(old.word, now.word)}`];
  });
}

/** `MemorySize 512` */
export function settingText(name: string, { word }: Setting): string {
  return `${truncate(name, LONGEST_SHOWN)} ${truncate(word, LONGEST_SHOWN)}`;
}

/** Of long words from where they part: `…-1.0.whl → …-2.0.whl`. */
function changeText(old: string, now: string): string {
  if (old === now) return 'changed';
  const isShort = Math.max(old.length, now.length) <= LONGEST_SHOWN;
  const parting = isShort ? 0 : partingOf(old, now);
  const [was, is] = [old, now].map((word) =>
    truncate(parting === 0 ? word : `…${word.slice(parting)}`, LONGEST_SHOWN),
  );
  return was === is ? 'changed' : `${was} → ${is}`;
}

/** Where the name begins that is another: after the last separator of what two words have in common. */
function partingOf(old: string, now: string): number {
  let alike = 0;
  while (alike < old.length && old.charAt(alike) === now.charAt(alike)) alike += 1;
  return Math.max(0, ...['/', ',', ' ', '"'].map((sign) => old.lastIndexOf(sign, alike - 1) + 1));
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
