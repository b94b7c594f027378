/**
 * What every deed of a person shares: it is checked against access, written into the audit, taken once however
 * often Slack delivers it, decided and committed, all in one transaction, before anybody is answered.
 */

import type { Actor, Person } from '../access/actor.ts';
import type { AccessPolicy, Deed, Level, Membership, Permission } from '../access/may.ts';
import type { Routing } from '../alarms/route.ts';
import type { IncidentTimings } from '../incidents/due.ts';
import type { Refusal } from '../deeds/refusals.ts';
import type { OperationCatalog } from '../operations/catalog.ts';
import type { Places } from '../operations/place.ts';
import type {
  AuditEntry,
  Clock,
  Deadline,
  Log,
  Members,
  Metrics,
  NewId,
  RunbookShelf,
  SlackGrant,
  Store,
  Transaction,
  Wake,
} from './ports.ts';
import type { Reply } from './reply.ts';
import type { RetentionTimes } from './retention.ts';
import type { SharedAnswers } from './shared-answers.ts';

import { LEVELS, levelOf, may } from '../access/may.ts';
import { inWords, nextAfter } from '../deeds/refusals.ts';
import { deedKey } from './keys.ts';

export interface HandlerDeps {
  readonly store: Store;
  readonly routing: Routing;
  /** Where operations call. */
  readonly places: Places;
  readonly access: AccessPolicy;
  readonly incidents: IncidentTimings & { readonly reopenWithinMs: number };
  readonly catalog: OperationCatalog;
  readonly answers: SharedAnswers;
  readonly shelf: RunbookShelf;
  readonly members: Members;
  readonly slack: SlackGrant;
  /** Whose messages are taken, as ARNs. */
  readonly topics: readonly string[];
  readonly retention: RetentionTimes;
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly newId: NewId;
  readonly wake: Wake;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A deed as it came in. */
export interface DeedRequest {
  readonly actor: Person;
  /** Identity of the delivery: the same key twice is the same press, and has one effect. */
  readonly delivery: string;
  readonly deed: Deed;
  /** What the audit says, with its parameters: `resolve #42 as fixed`. */
  readonly words: string;
  readonly incident: number | null;
}

const UNKNOWN_PERSON = 'Slack cannot say who you are right now. Press again in a moment.';

/**
 * Does the deed. `work` runs inside the transaction only when the actor may and the delivery is new; whatever it
 * throws rolls everything back, the audit row included, since then nothing happened.
 */
export async function doDeed(
  deps: HandlerDeps,
  request: DeedRequest,
  work: (tx: Transaction, now: number) => Promise<Reply>,
): Promise<Reply> {
  const permission = await permissionFor(deps, request.actor, request.deed);
  // Nothing is written: it was not denied, and the same press must work in a moment.
  if (permission === 'unknown') return refused(UNKNOWN_PERSON);
  const now = deps.clock();
  const reply = await deps.store.transact(async (tx): Promise<Reply> => {
    if (!(await isNew(tx, request, now))) return { kind: 'said', text: 'This press is saved already.' };
    await tx.audit.append(auditOf(request, permission, now));
    if (!permission.allowed) return refused(permission.because, { ask: permission.ask });
    return work(tx, now);
  });
  countDeed(deps, request, permission);
  deps.wake.cards();
  deps.wake.jobs();
  return reply;
}

/** Whether the actor may; Slack is only asked who they are when the answer hangs on it, and unknown when it cannot say. */
export async function permissionFor(
  deps: Pick<HandlerDeps, 'access' | 'members'>,
  actor: Actor,
  deed: Deed,
): Promise<Permission | 'unknown'> {
  const byName = may(actor, deed, deps.access, { fullMember: false });
  if (byName.allowed || actor.kind === 'handrail') return byName;
  const asMember = may(actor, deed, deps.access, { fullMember: true });
  if (!asMember.allowed && asMember.because === byName.because) return byName;
  const isMember = await deps.members.isFullMember(actor.team, actor.user);
  if (isMember === 'unknown') return 'unknown';
  return isMember ? asMember : byName;
}

/**
 * The refusal for an actor who may not do the deed that a form or a preview leads to, written into the audit once, as
 * that of the deed is; null for one who may, whose deed is then still to be done.
 */
export async function deniedDeed(deps: HandlerDeps, request: DeedRequest): Promise<Reply | null> {
  const permission = await permissionFor(deps, request.actor, request.deed);
  if (permission === 'unknown') return refused(UNKNOWN_PERSON);
  if (permission.allowed) return null;
  const now = deps.clock();
  await deps.store.transact(async (tx) => {
    if (await isNew(tx, request, now)) await tx.audit.append(auditOf(request, permission, now));
  });
  countDeed(deps, request, permission);
  return refused(permission.because, { ask: permission.ask });
}

/** The refusal for an actor who may not, or null for one who may. For looks, which leave no trace. */
export async function refusalFor(
  deps: Pick<HandlerDeps, 'access' | 'members'>,
  actor: Actor,
  deed: Deed,
): Promise<Reply | null> {
  const permission = await permissionFor(deps, actor, deed);
  if (permission === 'unknown') return refused(UNKNOWN_PERSON);
  return permission.allowed ? null : refused(permission.because, { ask: permission.ask });
}

/** Whether this delivery comes in for the first time. */
function isNew(tx: Transaction, { delivery }: DeedRequest, now: number): Promise<boolean> {
  return tx.firstSight(deedKey(delivery), now);
}

function auditOf({ actor, words, incident }: DeedRequest, permission: Permission, at: number): AuditEntry {
  const because = permission.allowed ? null : permission.because;
  return { at, actor, deed: words, allowed: permission.allowed, because, incident };
}

function countDeed(
  { metrics }: Pick<HandlerDeps, 'metrics'>,
  { deed }: Pick<DeedRequest, 'deed'>,
  { allowed }: Permission,
): void {
  metrics.count('deeds', { deed: deed.name, allowed: String(allowed) });
}

/** Whether the person is known to be a full member; asked outside any transaction, since it may go over the network. */
export async function membershipOf(deps: Pick<HandlerDeps, 'members'>, actor: Actor): Promise<Membership> {
  if (actor.kind === 'handrail') return { fullMember: false };
  return { fullMember: (await deps.members.isFullMember(actor.team, actor.user)) === true };
}

/** The level of the person here; Slack is only asked who they are when it hangs on that. */
export async function levelHere(
  deps: Pick<HandlerDeps, 'access' | 'members'>,
  person: Person,
): Promise<Level | null> {
  const byName = levelOf(person.user, deps.access, { fullMember: false });
  if (byName === levelOf(person.user, deps.access, { fullMember: true })) return byName;
  return levelOf(person.user, deps.access, await membershipOf(deps, person));
}

/** Whether the actor has at least this level here; Handrail itself, which asks for everybody, has that of a viewer. */
export async function hasLevel(
  deps: Pick<HandlerDeps, 'access' | 'members'>,
  actor: Actor,
  level: Level,
): Promise<boolean> {
  const has = actor.kind === 'handrail' ? 'viewer' : await levelHere(deps, actor);
  return has !== null && LEVELS.indexOf(has) >= LEVELS.indexOf(level);
}

/** A refusal as a reply. */
export function refused(
  text: string,
  { ask = [], next = [] }: { readonly ask?: readonly string[]; readonly next?: readonly string[] } = {},
): Reply {
  return { kind: 'refused', text, ask, next };
}

/** A decider's refusal as a reply: "already" is no failure, the world is as it was wanted. */
export function refusedBy(refusal: Refusal): Reply {
  const said = inWords(refusal);
  return said.kind === 'cannot' ? refused(said.because, { next: nextAfter(refusal) }) : said;
}

/** The refusal for a number that no incident has. */
export function noSuchIncident(number: number): Reply {
  return refusedBy({ kind: 'cannot', code: 'no-such-incident', incident: number });
}
