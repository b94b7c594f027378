/**
 * Where the sandbox keeps what outlives it: the signing key of this machine, and the address of the sandbox that
 * runs now, so that `handrail send` finds both without being told.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const SANDBOX_REGION = 'eu-central-1';
export const SANDBOX_ACCOUNT = '123456789012';
/** Those that people name first; nothing of the pipeline is there. */
export const EMPTY_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-north-1',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

/** The folder of this machine's sandbox. `HANDRAIL_SANDBOX_HOME` moves it, for tests and for shared machines. */
export function sandboxHome(env: Readonly<Record<string, string | undefined>>): string {
  return env.HANDRAIL_SANDBOX_HOME || join(homedir(), '.handrail', 'sandbox');
}

/** Remembers where the bot of the running sandbox takes SNS. */
export async function rememberAddress(home: string, snsUrl: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(addressFile(home), snsUrl);
}

/** Forgets it, unless another sandbox has written its own since; harmless when there is nothing. */
export async function forgetAddress(home: string, snsUrl: string): Promise<void> {
  if ((await rememberedAddress(home)) === snsUrl) await rm(addressFile(home), { force: true });
}

/** Where the bot of the running sandbox takes SNS, or null when none runs. */
export async function rememberedAddress(home: string): Promise<string | null> {
  try {
    return (await readFile(addressFile(home), 'utf8')).trim();
  } catch {
    return null;
  }
}

function addressFile(home: string): string {
  return join(home, 'address');
}
