/**
 * The clients of each place. They come with the call: a call says where it goes and for whom, and gets clients of that
 * region and role, or is refused before anything is asked of AWS there.
 */

import type { Clock } from '../handlers/ports.ts';
import type { RunContext } from '../operations/operation.ts';
import type { DecidedPlace, Places } from '../operations/place.ts';
import type { AwsClients, ClientOptions } from './clients.ts';

import { LRUCache } from 'lru-cache';

import { decidePlace } from '../operations/place.ts';
import { assumedCredentials, sessionName } from './assume-role.ts';
import { createOwnAccount } from './own-account.ts';
import { AwsRefusal } from './refusals.ts';

/** What a call says of where it goes and for whom. */
export type PlacedCall = Pick<RunContext, 'place' | 'pipeline' | 'by' | 'incident'>;

export interface ClientPool {
  /** Where calls go that say nothing else. */
  readonly home: { readonly region: string };
  /** With Handrail's own credentials, in its own region. */
  atHome(): Promise<AwsClients>;
  /**
   * Throws `AwsRefusal` when the call may not go there. Of a change that has begun it was known once that it may: while
   * STS cannot tell whose the credentials are, that holds.
   */
  at(call: PlacedCall, hasBegun?: boolean): Promise<AwsClients>;
  /** Closes every connection. Nothing may be called after it. */
  destroy(): void;
}

export interface PoolOptions {
  readonly places: Places;
  readonly clock: Clock;
  /** What all clients have in common. */
  readonly client?: Omit<ClientOptions, 'region'>;
  /** How clients are made; `createClients` when absent, and the SDK loaded with the first. */
  readonly make?: (options: ClientOptions) => AwsClients;
}

/** One for each person, incident and place that somebody works on at a time. */
const MOST_KEPT = 50;
/** What is known of a change that is followed, once its place is none any more. */
const KNOWN = 'It was started';

/** A pool that has made no client yet. */
export function createClientPool(options: PoolOptions): ClientPool {
  const { places, clock, client = {} } = options;
  let own: AwsClients | null = null;
  const sts = async (): Promise<AwsClients['sts']> => (await atHome()).sts;
  const ownAccount = createOwnAccount(sts, clock);
  // What falls out is not destroyed, as a call may be under way on it: its connections close once they are idle.
  const kept = new LRUCache<string, AwsClients>({ max: MOST_KEPT });

  return {
    home: { region: places.region },
    atHome,
    async at(call, hasBegun = false) {
      const account = call.place?.account ?? null;
      const told = account === null ? null : await ownAccount();
      const whose = told?.ok === true ? told.value : told !== null && hasBegun ? account : null;
      const decided = decidePlace(places, whose, call);
      if (decided.ok) return clientsOf(decided.value, sessionName(call.by, call.incident));
      // Credentials that are worth nothing are why nobody can say whose they are.
      if (told?.ok === false && told.error.kind === 'credentials') throw new AwsRefusal(told.error, null);
      const { sentence, retryable } = decided.error;
      throw new AwsRefusal({ kind: 'unplaced', sentence, retryable, ambiguous: false, known: KNOWN }, null);
    },
    destroy() {
      own?.destroy();
      for (const clients of kept.values()) clients.destroy();
      kept.clear();
    },
  };

  async function atHome(): Promise<AwsClients> {
    const make = await maker();
    own ??= make({ ...client, region: places.region });
    return own;
  }

  // Loading the SDK takes a tenth of the start, and nothing is asked of AWS before somebody asks.
  async function maker(): Promise<NonNullable<PoolOptions['make']>> {
    return options.make ?? (await import('./clients.ts')).createClients;
  }

  async function clientsOf({ region, account, role }: DecidedPlace, session: string): Promise<AwsClients> {
    if (role === null && region === places.region) return atHome();
    const make = await maker();
    const key = JSON.stringify([region, role, role === null ? null : session]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const credentials =
      role === null ? client.credentials : assumedCredentials(sts, { role, session, clock });
    const made = make({
      ...client,
      region,
      account: role === null ? null : account,
      ...(credentials === undefined ? {} : { credentials }),
    });
    kept.set(key, made);
    return made;
  }
}
