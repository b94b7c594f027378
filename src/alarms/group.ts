/** Which alarms are one piece of work. */

import type { AlarmEvent } from './event.ts';
import type { Route } from './route.ts';

/**
 * The group of a routed alarm: its pipeline and stage. Unrouted alarms group by account, region and the first word
 * of their name, since teams name alarms after the system they watch.
 */
export function groupKey(event: AlarmEvent, route: Pick<Route, 'pipeline' | 'stage'>): string {
  if (route.pipeline !== null) return `pipeline:${route.pipeline}/${route.stage ?? '*'}`;
  const prefix = /^[\p{L}\p{N}]+/u.exec(event.name)?.[0] ?? event.name;
  return `unrouted:${event.account ?? '-'}/${event.region ?? '-'}/${prefix.toLowerCase().replace(/\d/g, '0')}`;
}
