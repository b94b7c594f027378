/** The one seam that says who may do what. Deny by default; the answer always carries its reason. */

import type { Risk } from '../operations/operation.ts';
import type { Actor } from './actor.ts';

import { parseArn } from '../lib/arn.ts';
import { fits } from '../lib/pattern.ts';

export const LEVELS = ['viewer', 'responder', 'operator', 'admin'] as const;
export type Level = (typeof LEVELS)[number];

/** A deed as access sees it: what it is called and what it may do. */
export interface Deed {
  readonly name: string;
  /** `respond` covers what people do to incidents and checklists. */
  readonly risk: Risk | 'respond';
  /** The least level, where the risk alone would let too many do it. */
  readonly level?: Level | null;
}

/** By level: user ids, ARNs of AWS identities, or `*` for full members of this workspace and whoever is at the command line. */
export type AccessPolicy = Readonly<Record<Level, readonly string[]>>;

export interface Membership {
  /** A full member of this workspace: no guest, no stranger of a shared channel. */
  readonly fullMember: boolean;
}

export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly because: string; readonly ask: readonly string[] };

/** The least level that a deed of this risk asks for. */
export const LEVEL_NEEDED: Readonly<Record<Deed['risk'], Level>> = {
  read: 'viewer',
  respond: 'responder',
  change: 'operator',
  destructive: 'admin',
};

/** A refusal names a few people to ask, not the whole team. */
const MAX_ASKED = 5;

/**
 * Whether the actor may do the deed. `*` stands for full members only. Handrail itself may read, so that read steps
 * run by themselves, and may close what recovered; it never changes AWS unasked.
 */
export function may(actor: Actor, deed: Deed, policy: AccessPolicy, membership: Membership): Permission {
  if (actor.kind === 'handrail') {
    if (deed.risk === 'read' || deed.risk === 'respond') return { allowed: true };
    return {
      allowed: false,
      because: `Handrail never runs ${deed.name} by itself: a person has to press it.`,
      ask: [],
    };
  }
  const level = levelOf(actor.user, policy, membership);
  const needed = higher(LEVEL_NEEDED[deed.risk], deed.level ?? null);
  if (level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(needed)) return { allowed: true };
  const has = level === null ? 'you have no level here' : `you are ${article(level)} ${level}`;
  const able = LEVELS.slice(LEVELS.indexOf(needed)).flatMap((one) => policy[one]);
  // Where everybody can, naming a few would only read as if the others could not.
  const ask = able.includes('*') ? [] : able.slice(0, MAX_ASKED);
  return {
    allowed: false,
    because: `${deed.name} needs ${article(needed)} ${needed}, and ${has}.${whoCan(needed, able)}`,
    ask,
  };
}

/** The highest level that the policy gives, or null. */
export function levelOf(user: string, policy: AccessPolicy, membership: Membership): Level | null {
  for (const level of LEVELS.toReversed()) {
    const named = policy[level];
    if (named.some((one) => stands(one, user)) || (named.includes('*') && membership.fullMember))
      return level;
  }
  return null;
}

/** Part by part, as the last part of a session is what its maker calls it: no star of another part reaches into it. */
function partsFit(entry: string, user: string): boolean {
  const [wanted, given] = [entry.split(/[:/]/), user.split(/[:/]/)];
  return wanted.length === given.length && wanted.every((part, index) => fits(part, given[index] ?? ''));
}

function higher(level: Level, other: Level | null): Level {
  return other !== null && LEVELS.indexOf(other) > LEVELS.indexOf(level) ? other : level;
}

/** Whether the entry is this one: an id to the letter, or the ARN of an identity, in which `*` stands for anything. */
function stands(entry: string, user: string): boolean {
  return entry === user || (parseArn(entry) !== null && parseArn(user) !== null && partsFit(entry, user));
}

/** The people themselves are named beside it, in `ask`. */
function whoCan(needed: Level, able: readonly string[]): string {
  if (able.length === 0)
    return ` Nobody is ${article(needed)} ${needed} yet: add user ids under access.${needed} in handrail.yaml.`;
  return able.includes('*') ? ' Every full member of this workspace can: ask one of them.' : '';
}

function article(level: Level): string {
  return level === 'operator' || level === 'admin' ? 'an' : 'a';
}
