/** Whose the credentials of this process are. Asked of STS when it is first needed, and kept: they stay of one account. */

import type { Clock } from '../handlers/ports.ts';
import type { AwsClients } from './clients.ts';
import type { AwsErrorReport } from './errors.ts';

import { err, ok, type Result } from '../lib/result.ts';
import { describeAwsError } from './errors.ts';
import { answerOrReport } from './refusals.ts';

/** After STS gave no answer, nobody waits for another for so long. */
const UNKNOWN_FOR_MS = 60_000;
const ASKING = { doing: 'see whose the credentials are', action: 'sts:GetCallerIdentity' };

/** The account, or what STS said instead. */
export type OwnAccount = Result<string, AwsErrorReport>;

/** Tells the account, or why STS cannot say. A bug is thrown as it is, and not kept. */
export function createOwnAccount(
  sts: () => Promise<AwsClients['sts']>,
  clock: Clock,
): () => Promise<OwnAccount> {
  let asked: { readonly answer: Promise<OwnAccount>; readonly until: number } | null = null;
  return async () => {
    if (asked === null || clock() >= asked.until) asked = { answer: sts().then(ask), until: Infinity };
    try {
      const account = await asked.answer;
      if (!account.ok && asked.until === Infinity) asked = { ...asked, until: clock() + UNKNOWN_FOR_MS };
      return account;
    } catch (error) {
      asked = null;
      throw error;
    }
  };
}

/** The ARN of the identity that these credentials are of. The error is a sentence. */
export async function ownIdentity(sts: AwsClients['sts']): Promise<Result<string, string>> {
  const identity = await identityOf(sts);
  if (!identity.ok) return err(identity.error.sentence);
  return ok(identity.value.Arn ?? '');
}

async function ask(sts: AwsClients['sts']): Promise<OwnAccount> {
  const identity = await identityOf(sts);
  if (!identity.ok) return identity;
  const { Account } = identity.value;
  if (Account !== undefined) return ok(Account);
  return err(describeAwsError(new Error('an identity without an account'), ASKING));
}

function identityOf(sts: AwsClients['sts']) {
  return answerOrReport(sts.getCallerIdentity({}), ASKING);
}
