/** Which incident words are about: the number they name, or the only unresolved one of the channel; otherwise it asks. */

import type { Incident } from '../../incidents/state.ts';
import type { Result } from '../../lib/result.ts';
import type { Reader } from '../ports.ts';
import type { Reply } from '../reply.ts';
import type { VerbContext } from './verb.ts';

import { err, ok } from '../../lib/result.ts';
import { incidentStream } from '../keys.ts';
import { noSuchIncident, refused } from '../deed.ts';

export interface Chosen {
  readonly incident: Incident;
  /** The tokens after the number. */
  readonly tokens: readonly string[];
  /** The words after the number, as typed. */
  readonly rest: string;
}

/** Chooses the incident; the error is a reply that asks which one. */
export async function incidentOf(reader: Reader, context: VerbContext): Promise<Result<Chosen, Reply>> {
  const { tokens, rest } = context.words;
  const named = /^#?([1-9]\d{0,8})$/.exec(tokens[0] ?? '');
  if (named !== null) {
    const number = Number(named[1]);
    const incident = await reader.incidents.load(number);
    if (incident === null) return err(noSuchIncident(number));
    return ok({ incident, tokens: tokens.slice(1), rest: rest.replace(/^\S+\s*/, '') });
  }
  const unresolved = await reader.incidents.list({ state: 'unresolved' });
  const here = await incidentsHere(reader, unresolved, context);
  const [only, ...others] = here.length > 0 ? here : unresolved;
  if (only !== undefined && others.length === 0) return ok({ incident: only, tokens, rest });
  if (only === undefined) return err(refused('No incident is open.', { next: ['/etl declare'] }));
  const { verb } = context.words;
  return err(
    refused('More than one incident is open. Say which one.', {
      next: [only, ...others].slice(0, 5).map(({ number }) => `/etl ${verb} ${number} ${rest}`.trim()),
    }),
  );
}

/**
 * Those of the incidents whose card stands in the channel where the words were said. The card knows the channel's id,
 * which holds for private channels too: Slack does not tell their names.
 */
export async function incidentsHere(
  reader: Reader,
  incidents: readonly Incident[],
  { channelId, channelName }: Pick<VerbContext, 'channelId' | 'channelName'>,
): Promise<readonly Incident[]> {
  const posted = await reader.cards.channels(incidents.map(({ number }) => incidentStream(number)));
  return incidents.filter((incident) => {
    const channel = posted.get(incidentStream(incident.number)) ?? incident.channel;
    return channel === channelId || (channelName !== null && channel === `#${channelName}`);
  });
}
