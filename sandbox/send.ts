/** `handrail send`: signs a payload with this machine's sandbox key and delivers it once, as SNS would. */

import type { CliContext } from '../src/cli/context.ts';

import { CliFault, readNamed } from '../src/cli/context.ts';
import { readPayload } from '../src/cli/payload.ts';
import { rememberedAddress, SANDBOX_ACCOUNT, SANDBOX_REGION, sandboxHome } from './place.ts';
import { deliver } from './sns/deliver.ts';
import { machineSigner } from './sns/machine-signer.ts';

const DEFAULT_TOPIC = `arn:aws:sns:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:todo-etl-alarms`;
const DEFAULT_URL = 'http://127.0.0.1:3000/sns';

/** Delivers to `to`, or to the running sandbox. Throws a sentence when it was not taken. */
export async function sendPayload(context: CliContext, path: string, to: string | null): Promise<void> {
  const home = sandboxHome(context.env);
  const url = to ?? (await rememberedAddress(home, 'sns')) ?? DEFAULT_URL;
  const { message, subject, topicArn } = readPayload(await readNamed(context, path));
  const signer = await machineSigner(home, SANDBOX_REGION, Date.now);
  // A sandbox topic may be named by the payload; a foreign one would be refused, and rightly.
  const envelope = signer.notification({
    topicArn: topicArn ?? DEFAULT_TOPIC,
    message,
    ...(subject === null ? {} : { subject }),
  });
  const answer = await deliver(url, envelope, { fetch: globalThis.fetch }).catch((error: unknown) => {
    const because =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CliFault(
      `Expected Handrail to listen at ${url}, got no answer (${because}). Start it, or name another --to.`,
    );
  });
  if (answer.status >= 300) throw new CliFault(`Handrail answered ${answer.status}: ${answer.body}`);
  context.print(`${url} answered ${answer.status} to ${envelope.MessageId}.`);
}
