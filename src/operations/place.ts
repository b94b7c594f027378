/**
 * Where calls of AWS go. `match` in the configuration says what comes in; a pipeline's `place` says where calls go, and
 * with which role. What the alarm itself names wins over both. Pure: whose the credentials are is passed in.
 */

import type { Place } from '../alarms/identity.ts';

import { err, ok, type Result } from '../lib/result.ts';

/** The account is null where nobody named one: it is then that of Handrail's own credentials. */
export interface CallPlace {
  readonly account: string | null;
  readonly region: string;
}

export interface Role {
  readonly arn: string;
  /** What the role's trust policy wants to be told; null when it wants nothing. */
  readonly externalId: string | null;
}

/** `place` of one pipeline. With a role the account is known, since its ARN names it. */
export interface PipelinePlace {
  readonly pipeline: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly role: Role | null;
}

export interface Places {
  /** Where calls go that nobody placed. */
  readonly region: string;
  readonly pipelines: readonly PipelinePlace[];
}

/** A place that calls may go to, and the role to assume there; null for Handrail's own credentials. */
export interface DecidedPlace extends CallPlace {
  readonly role: Role | null;
}

export interface PlaceRefusal {
  /** What was expected, what came, what to do next. */
  readonly sentence: string;
  /** It may be allowed later with nothing changed, since AWS could not say whose the credentials are. */
  readonly retryable: boolean;
}

/** Where a run goes that is asked for now: where the alarm says, then where the pipeline says, then home. */
export function placeFor(
  places: Places,
  { place, pipeline }: { readonly place: Place | null; readonly pipeline: string | null },
): CallPlace {
  const said = places.pipelines.find((each) => each.pipeline === pipeline);
  return {
    account: place?.account ?? said?.account ?? null,
    region: place?.region ?? said?.region ?? places.region,
  };
}

/**
 * Whether and as whom calls may go there. An account that is neither of the configuration nor of the credentials is
 * refused: the same names may stand for other things there.
 * @param own account of Handrail's own credentials; null when AWS cannot say
 * @param asked its place is null for a run of an earlier release, which called with its own credentials at home
 */
export function decidePlace(
  places: Places,
  own: string | null,
  asked: { readonly place: CallPlace | null; readonly pipeline: string | null },
): Result<DecidedPlace, PlaceRefusal> {
  const { place, pipeline } = asked;
  if (place === null) return ok({ account: null, region: places.region, role: null });
  const { account } = place;
  if (account === null) return ok({ ...place, role: null });
  const there = places.pipelines.filter((each) => each.account === account);
  const said = there.find((each) => each.pipeline === pipeline);
  if (said === undefined && account === own) return ok({ ...place, role: null });
  const chosen = said ?? there.find(({ role }) => role !== null) ?? there[0];
  if (chosen === undefined) return err(unplaced(places, account, own, pipeline));
  if (chosen.role === null && own !== null && own !== account) return err(withoutRole(chosen, account, own));
  return ok({ ...place, role: chosen.role });
}

/**
 * `in 123456789012, eu-west-1`, to be said after what a change would do; empty where calls have one place to go to, and
 * this is it. Where a role leads to another place, the own credentials' one is there besides.
 */
export function placeWords(places: Places, place: CallPlace | null): string {
  if (place === null || isUsual(places, place)) return '';
  return `in ${[place.account, place.region].filter((part) => part !== null).join(', ')}`;
}

/** A place as the target of a run names it: `123456789012/eu-central-1`. */
export function placeKey({ account, region }: CallPlace): string {
  return `${account ?? '-'}/${region}`;
}

function isUsual(places: Places, place: CallPlace): boolean {
  const configured = places.pipelines.map(({ pipeline }) => placeFor(places, { place: null, pipeline }));
  const [usual = { account: null, region: places.region }, ...others] = configured;
  const one =
    others.every((other) => placeKey(other) === placeKey(usual)) &&
    places.pipelines.every(({ role }) => role === null);
  return one && place.region === usual.region && (usual.account ?? place.account) === place.account;
}

function unplaced(
  { pipelines }: Places,
  account: string,
  own: string | null,
  pipeline: string | null,
): PlaceRefusal {
  const taken = pipelines.some((each) => each.pipeline === pipeline && each.account !== null);
  const where =
    pipeline === null || taken ? 'the place of a pipeline of its own' : `pipelines.${pipeline}.place`;
  const came =
    own === null ? 'AWS did not say whose credentials Handrail has' : `Handrail's credentials are of ${own}`;
  return {
    sentence: `Expected a place for account ${account}, got none, and ${came}. Write account and role_arn under ${where} in the configuration, then try again.`,
    retryable: own === null,
  };
}

function withoutRole({ pipeline }: PipelinePlace, account: string, own: string): PlaceRefusal {
  return {
    sentence: `Expected credentials of account ${account}, as pipelines.${pipeline}.place says, got those of ${own}. Write the role_arn of a role in ${account} there, then try again.`,
    retryable: false,
  };
}
