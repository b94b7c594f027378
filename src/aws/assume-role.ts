/**
 * A role assumed for a person: CloudTrail then names who asked, and for which incident. Credentials are held here and
 * given to the SDK alone; what AWS denies is thrown as a sentence that says what to allow.
 */

import type { Actor } from '../access/actor.ts';
import type { Clock } from '../handlers/ports.ts';
import type { Role } from '../operations/place.ts';
import type { AwsClients } from './clients.ts';

import { answerOf } from './refusals.ts';

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A session lasts the hour that every role allows; it is renewed before its last call could outlive it. */
const RENEWED_AFTER_MS = 50 * 60_000;

/** `handrail-U0RESPONDER-inc42`, within what STS takes: 2 to 64 word characters and `+=,.@-`. */
export function sessionName(by: Actor, incident: number | null): string {
  const parts = ['handrail', ...(by.kind === 'person' ? [by.user] : [])];
  const about = incident === null ? '' : `-inc${incident}`;
  const who = parts.join('-').replaceAll(/[^\w+=,.@-]/g, '-');
  return `${who.slice(0, 64 - about.length)}${about}`;
}

/**
 * What the SDK asks for credentials: one session for all who ask, renewed in time. It rejects with `AwsRefusal` when
 * AWS does not lend the role, and asks again the next time.
 */
export function assumedCredentials(
  sts: () => Promise<AwsClients['sts']>,
  { role, session, clock }: { readonly role: Role; readonly session: string; readonly clock: Clock },
): () => Promise<SessionCredentials> {
  let held: { readonly credentials: Promise<SessionCredentials>; readonly until: number } | null = null;
  return async () => {
    if (held === null || clock() >= held.until)
      held = {
        credentials: sts().then((client) => assume(client, role, session)),
        until: clock() + RENEWED_AFTER_MS,
      };
    try {
      return await held.credentials;
    } catch (error) {
      held = null;
      throw error;
    }
  };
}

async function assume(sts: AwsClients['sts'], role: Role, session: string): Promise<SessionCredentials> {
  const assuming = sts.assumeRole({
    RoleArn: role.arn,
    RoleSessionName: session,
    ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
  });
  const { Credentials: given } = await answerOf(assuming, {
    doing: `assume ${role.arn}`,
    action: 'sts:AssumeRole',
    remedy: `Allow sts:AssumeRole on it to the role Handrail runs as, and name that one in its trust policy${
      role.externalId === null ? '' : ', with the external id of the configuration'
    }. Then try again.`,
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (
    AccessKeyId === undefined ||
    SecretAccessKey === undefined ||
    SessionToken === undefined ||
    Expiration === undefined
  )
    throw new Error(`Expected credentials from STS for ${role.arn}, got only some of them`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
