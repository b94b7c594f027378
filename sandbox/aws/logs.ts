/** CloudWatch log groups, streams and events of the simulated account. Events are kept in the order of their time. */

import { AwsRefusal } from './refusal.ts';

export interface LogEvent {
  /** 56 digits, as CloudWatch gives them; greater means written later. */
  readonly id: string;
  readonly stream: string;
  readonly at: number;
  readonly writtenAt: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** In the order of their time; those of the same millisecond as they were written. */
  readonly events: readonly LogEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
}

export interface Logs {
  /** By name. */
  groups(): readonly LogGroup[];
  /** Writes events; the group and the stream come into being with the first one. */
  put(
    group: string,
    stream: string,
    events: readonly { readonly at: number; readonly message: string }[],
  ): void;
  /** The streams of a group, by name. Throws `ResourceNotFoundException` for an unknown group. */
  streams(group: string): readonly LogStream[];
  /** One stream. Throws `ResourceNotFoundException` for an unknown group or stream. */
  stream(group: string, name: string): LogStream;
}

const EVENT_ID_DIGITS = 56;

/** An empty log store; `now` gives the time of ingestion. */
export function createLogs(now: () => number): Logs {
  const groups = new Map<string, Map<string, LogStream>>();
  let written = 0;

  function group(name: string): Map<string, LogStream> {
    const found = groups.get(name);
    if (found === undefined) {
      throw new AwsRefusal('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return found;
  }

  return {
    groups: () =>
      [...groups]
        .map(([name, streams]) => ({
          name,
          createdAt: Math.min(...[...streams.values()].map(({ createdAt }) => createdAt)),
        }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    put: (groupName, streamName, events) => {
      const streams = groups.get(groupName) ?? new Map<string, LogStream>();
      groups.set(groupName, streams);
      const before = streams.get(streamName) ?? { name: streamName, createdAt: now(), events: [] };
      const added = events.map(({ at, message }) => ({
        id: String(++written).padStart(EVENT_ID_DIGITS, '0'),
        stream: streamName,
        at,
        writtenAt: now(),
        message,
      }));
      streams.set(streamName, { ...before, events: [...before.events, ...added].toSorted(byTime) });
    },
    streams: (name) => [...group(name).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    stream: (groupName, name) => {
      const found = group(groupName).get(name);
      if (found === undefined) {
        throw new AwsRefusal('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      return found;
    },
  };
}

/** Earlier first; of the same millisecond, the one written first. */
export function byTime(a: LogEvent, b: LogEvent): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}
