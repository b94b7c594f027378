/**
 * STS for all simulated accounts: the roles that may be assumed, and the sessions that were begun. One account's
 * credentials reach another account by it alone.
 */

import { createHash } from 'node:crypto';

import { parseRoleArn } from '../../src/lib/arn.ts';
import { AwsRefusal } from './refusal.ts';

/** Who signed a request. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
}

export interface Role {
  readonly arn: string;
  /** The account whose credentials its trust policy names. */
  readonly trusts: string;
  /** What its trust policy wants to be told; null when it wants nothing. */
  readonly externalId: string | null;
}

export interface Session extends Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly roleArn: string;
  readonly name: string;
  readonly expiresAt: number;
}

export interface Sts {
  putRole(role: Role): void;
  /** Throws `AccessDenied`, in the same words whatever the trust policy missed, as AWS does. */
  assume(
    caller: Caller,
    wanted: { readonly roleArn: string; readonly name: string; readonly externalId: string | null },
  ): Session;
  session(accessKeyId: string): Session | null;
  /** Every session that was begun, oldest first. */
  sessions(): readonly Session[];
}

export interface StsSources {
  readonly now: () => number;
  readonly newId: () => string;
}

const SESSION_LIFE_MS = 3_600_000;

/** An STS that knows no role. */
export function createSts({ now, newId }: StsSources): Sts {
  const roles = new Map<string, Role>();
  const sessions = new Map<string, Session>();
  return {
    putRole: (role) => void roles.set(role.arn, role),
    assume: (caller, { roleArn, name, externalId }) => {
      const role = roles.get(roleArn);
      const wanted = parseRoleArn(roleArn);
      const trusted = role?.trusts === caller.accountId && (role.externalId ?? externalId) === externalId;
      if (!trusted || wanted === null) {
        throw new AwsRefusal(
          'AccessDenied',
          `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
          403,
        );
      }
      const secret = createHash('sha256').update(newId()).digest('hex');
      const session: Session = {
        accessKeyId: `ASIA${secret.slice(0, 16).toUpperCase()}`,
        secretAccessKey: secret,
        sessionToken: createHash('sha512').update(newId()).digest('base64'),
        accountId: wanted.account,
        arn: `arn:aws:sts::${wanted.account}:assumed-role/${wanted.name.split('/').at(-1)}/${name}`,
        roleArn,
        name,
        expiresAt: now() + SESSION_LIFE_MS,
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    session: (accessKeyId) => sessions.get(accessKeyId) ?? null,
    sessions: () => [...sessions.values()],
  };
}
