/** The errors that a delivery stream wrote of what it could not deliver, grouped by their code. */

import type { Finding } from '../../operations/finding.ts';
import type { Result } from '../../lib/result.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { ok } from '../../lib/result.ts';
import { deliveryErrorsFinding } from '../../operations/delivery-errors.ts';
import { readNewestEvents } from '../newest-events.ts';

/** The group that the console sets up for a delivery stream. */
export function groupOfDelivery(name: string): string {
  return `/aws/kinesisfirehose/${name}`;
}

/** What the log of the delivery stream tells, or why it could not be read. Throws a bug as it is. */
export async function explainDelivery(
  { name, from }: { readonly name: string; readonly from: number },
  call: Call,
): Promise<Result<Finding, AwsErrorReport>> {
  const now = call.clock();
  const group = groupOfDelivery(name);
  // Firehose writes nothing but errors.
  const newest = await readNewestEvents({ group, from, to: now }, call);
  if (!newest.ok) return newest;
  const { events, hadMore, refusal } = newest.value;
  const window = { from, now, hadMore, hadLonger: false, refusal: refusal?.sentence ?? null };
  return ok(deliveryErrorsFinding({ name, group, events, window }, { region: call.clients.region }));
}
