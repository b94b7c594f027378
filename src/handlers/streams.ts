/** The names of streams. An incident's is also the key of its card, and where the cards of its thread hang. */

/** Name of the incident's stream of events and timers, and the key of its card. */
export function incidentStream(number: number): string {
  return `incident:${number}`;
}
