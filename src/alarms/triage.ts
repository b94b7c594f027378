/**
 * What becomes of a routed event: it opens an incident, joins one, joins quietly as a symptom, reopens one, or
 * changes the one it is in. Decided purely, always with the reason.
 */

import type { Incident } from '../incidents/state.ts';
import type { AlarmEvent } from './event.ts';
import type { Route, StageRule } from './route.ts';

import { formatDuration } from '../lib/duration.ts';
import { canBeSamePlace } from './identity.ts';
import { upstreamOf } from './route.ts';

export interface TriageInput {
  readonly event: AlarmEvent;
  readonly route: Route;
  /** Whether something newer of this alarm is known already. */
  readonly late: boolean;
  /** Stages of the routed pipeline, empty when there is none. */
  readonly stages: readonly Pick<StageRule, 'name' | 'after'>[];
  /** The incident that this alarm is in, or was in last; merges already followed. */
  readonly current: Incident | null;
  /** The unresolved incident that holds this alarm's group. */
  readonly holder: Incident | null;
  /** Unresolved incidents of the same pipeline, newest first. */
  readonly unresolved: readonly Incident[];
  /** Numbers of those whose own trouble is over. */
  readonly over: ReadonlySet<number>;
  /** The incident of the same group that was resolved last. */
  readonly lastResolved: Incident | null;
  readonly reopenWithinMs: number;
  readonly now: number;
}

export type Triage =
  | { readonly do: 'apply'; readonly incident: number; readonly reason: string }
  | { readonly do: 'join'; readonly incident: number; readonly quiet: string | null; readonly reason: string }
  | { readonly do: 'reopen'; readonly incident: number; readonly reason: string }
  | {
      readonly do: 'open';
      readonly again: number | null;
      readonly offers: readonly number[];
      readonly reason: string;
    }
  /** Only the alarm's own row changes: nothing is wrong, or the incident it was in is over and rests. */
  | { readonly do: 'note'; readonly incident: number | null; readonly reason: string };

/** Decides what becomes of the event. */
export function triage(input: TriageInput): Triage {
  const { event, route, current } = input;
  if (current !== null && current.status.state !== 'resolved') {
    return { do: 'apply', incident: current.number, reason: `${event.name} is in #${current.number}` };
  }
  if (current !== null && (event.state !== 'ALARM' || input.late)) {
    const reason = `#${current.number} is resolved, and only a new alarm reopens it`;
    return { do: 'note', incident: current.number, reason };
  }
  if (event.state === 'OK') {
    return { do: 'note', incident: null, reason: `${event.name} is well and in no incident` };
  }
  if (event.state === 'INSUFFICIENT_DATA') {
    const reason = `${event.name} has no data; that alone opens nothing`;
    return { do: 'note', incident: null, reason };
  }
  return joinable(input) ?? reopenable(input) ?? opening(input, route);
}

function joinable(input: TriageInput): Triage | null {
  const { route, stages, holder, unresolved } = input;
  if (holder !== null) {
    return {
      do: 'join',
      incident: holder.number,
      quiet: null,
      reason: `#${holder.number} is open for ${place(route)}`,
    };
  }
  if (route.stage === null) return null;
  const upstream = upstreamOf(route.stage, stages);
  const cause = unresolved.find((incident) => explains(incident, upstream, input));
  if (cause === undefined) return null;
  const quiet = `quiet because ${route.stage} waits for ${cause.stage}, which #${cause.number} is about`;
  return {
    do: 'join',
    incident: cause.number,
    quiet,
    reason: `${route.stage} is downstream of ${cause.stage}`,
  };
}

/**
 * Whether the incident can be the cause of an alarm routed so: it is about a stage upstream, its own trouble is not
 * over and not in another account or region, and it matters at least as much. Severity 1 is the gravest.
 */
function explains(
  incident: Incident,
  upstream: ReadonlySet<string>,
  { event, route: { severity }, over }: TriageInput,
): boolean {
  if (incident.stage === null || !upstream.has(incident.stage) || incident.severity > severity) return false;
  return !over.has(incident.number) && canBeSamePlace(incident.place, event);
}

function reopenable(input: TriageInput): Triage | null {
  // Its own incident goes first; where that is long over, the one of its group that was resolved last.
  for (const candidate of [input.current, input.lastResolved]) {
    const resolvedAt = resolvedSince(candidate);
    if (candidate === null || resolvedAt === null || candidate.mergedInto !== null) continue;
    const agoMs = input.now - resolvedAt;
    if (agoMs > input.reopenWithinMs) continue;
    const reason = `${input.event.name} fired ${formatDuration(agoMs)} after #${candidate.number} was resolved`;
    return { do: 'reopen', incident: candidate.number, reason };
  }
  return null;
}

function opening(input: TriageInput, route: Route): Triage {
  const { event, stages, unresolved } = input;
  const earlier = input.lastResolved ?? (input.current?.status.state === 'resolved' ? input.current : null);
  const stage = route.stage;
  const offers =
    stage === null
      ? []
      : unresolved.filter(
          (incident) =>
            incident.stage !== null &&
            upstreamOf(incident.stage, stages).has(stage) &&
            canBeSamePlace(incident.place, event),
        );
  return {
    do: 'open',
    again: earlier?.number ?? null,
    offers: offers.map((incident) => incident.number),
    reason: `no incident is open for ${place(route)}`,
  };
}

function resolvedSince(incident: Incident | null): number | null {
  return incident?.status.state === 'resolved' ? incident.status.at : null;
}

function place(route: Route): string {
  if (route.pipeline === null) return 'alarms like this';
  return route.stage === null ? route.pipeline : `${route.pipeline} ${route.stage}`;
}
