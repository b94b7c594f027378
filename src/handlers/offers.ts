/** Which of an incident's offers to take over another one still stand. Reading only. */

import type { Incident } from '../incidents/state.ts';
import type { Reader } from './ports.ts';

import { isResolved } from '../incidents/state.ts';

/** The incident as it is to be shown: without offers of incidents that are over by now. */
export async function withStandingOffers(reader: Reader, incident: Incident): Promise<Incident> {
  const standing: number[] = [];
  for (const number of incident.offers) {
    const offered = await reader.incidents.load(number);
    if (offered !== null && !isResolved(offered)) standing.push(number);
  }
  return { ...incident, offers: standing };
}
