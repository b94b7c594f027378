/**
 * `--in`, which every operation takes: a place other than the alarm says, or one of several. A preview writes it into
 * the command that its button carries, so that what starts is where it was promised. Pure.
 */

import type { Place } from '../alarms/identity.ts';
import type { Result } from '../lib/result.ts';
import type { ArgumentSpec, Arguments } from './arguments.ts';
import type { CallPlace } from './place.ts';

import { isAccountId, isRegion } from '../lib/arn.ts';
import { err, ok } from '../lib/result.ts';

export const IN: ArgumentSpec = {
  name: 'in',
  summary: 'Where, as a region or as account/region, instead of where the alarm is',
  form: 'option',
  required: false,
  example: 'eu-central-1',
};

/** The place that the arguments name, or null; the error is a sentence. */
export function placeIn({
  in: text,
}: Arguments): Result<(Place & { readonly region: string }) | null, string> {
  if (text === undefined) return ok(null);
  const [, account = null, region = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(text.trim()) ?? [];
  if ((account === null || isAccountId(account)) && isRegion(region)) return ok({ account, region });
  return err(
    `Expected --in to be a region such as ${IN.example}, or an account and a region such as 123456789012/${IN.example}, got ${JSON.stringify(text.slice(0, 60))}.`,
  );
}

/** The command with its place written into it, in place of the one that it says. */
export function commandIn(command: string, { account, region }: CallPlace): string {
  const place = account === null ? region : `${account}/${region}`;
  return `${command.replace(/ --in[ =]\S+/, '')} --in ${place}`;
}
