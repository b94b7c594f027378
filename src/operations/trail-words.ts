/** What an event of CloudTrail did to a job or a function, as a clause. Pure. */

import type { TrailEvent } from './trail-event.ts';

import { assertNever } from '../lib/assert-never.ts';
import { settingChanges, settingText } from './trail-settings.ts';

const NAMED = 4;
/** Those that are told of a job whose settings before nobody knows. */
const CHIEF = ['NumberOfWorkers', 'WorkerType', 'MaxCapacity', 'GlueVersion', 'Timeout'];

/** `NumberOfWorkers 8 → 20`; `before` is the last event of the job that told all of its settings, or null. */
export function jobWords({ deed, settings }: TrailEvent, before: TrailEvent | null): string {
  switch (deed) {
    case 'created':
      return 'created';
    case 'deleted':
      return 'deleted';
    case 'updated':
    case 'code':
    case 'concurrency': {
      if (before === null) {
        const chief = CHIEF.flatMap((name) => {
          const value = settings.of.get(name);
          return value === undefined ? [] : [settingText(name, value)];
        });
        return chief.length === 0 ? 'settings saved' : `settings saved, by now ${chief.join(', ')}`;
      }
      const changes = settingChanges(before.settings, settings);
      if (changes.length > 0) return listed(changes);
      const isCut = before.settings.isCut || settings.isCut;
      return isCut ? 'settings saved' : 'saved with the settings that it had';
    }
    default:
      return assertNever(deed);
  }
}

/** `configuration changed: MemorySize 512`. What an update of a function says is what it set. */
export function functionWords({ deed, settings }: TrailEvent): string {
  switch (deed) {
    case 'created':
      return 'created';
    case 'deleted':
      return 'deleted';
    case 'code':
      return 'code deployed';
    case 'concurrency': {
      const reserved = settings.of.get('ReservedConcurrentExecutions');
      return reserved === undefined
        ? 'reserved concurrency taken away'
        : `reserved concurrency set to ${reserved.word}`;
    }
    case 'updated': {
      const set = [...settings.of].map(([name, value]) => settingText(name, value));
      return set.length === 0 ? 'configuration changed' : `configuration changed: ${listed(set)}`;
    }
    default:
      return assertNever(deed);
  }
}

/** `what feeds it was disabled`. */
export function feedWords({ deed, settings }: TrailEvent): string {
  switch (deed) {
    case 'created':
      return 'what feeds it was added';
    case 'deleted':
      return 'what feeds it was removed';
    case 'updated':
    case 'code':
    case 'concurrency': {
      const enabled = settings.of.get('Enabled')?.word;
      if (enabled === 'false') return 'what feeds it was disabled';
      if (enabled === 'true' && settings.of.size === 1) return 'what feeds it was enabled';
      const set = [...settings.of].map(([name, value]) => settingText(name, value));
      return set.length === 0 ? 'what feeds it was changed' : `what feeds it was changed: ${listed(set)}`;
    }
    default:
      return assertNever(deed);
  }
}

function listed(words: readonly string[]): string {
  const rest = words.length - NAMED;
  return `${words.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
