/**
 * The signer of this machine: its key is made once and kept in a folder that only its owner reads, so that whatever was
 * told to believe the sandbox goes on believing it. The key never leaves the machine.
 */

import type { Signer } from './signer.ts';

import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newCertificate, newKey, signerOf } from './signer.ts';

/**
 * The signer whose `key.pem` and `certificate.pem` are in `directory`, made there the first time. Throws when what is
 * there does not belong together.
 */
export async function machineSigner(directory: string, region: string, now: () => number): Promise<Signer> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyPem = await readOrMake(join(directory, 'key.pem'), async () => {
    const fresh = await newKey();
    return fresh.export({ type: 'pkcs8', format: 'pem' }).toString();
  });
  const key = createPrivateKey(keyPem);
  const certificatePem = await readOrMake(join(directory, 'certificate.pem'), () =>
    newCertificate(key, { region, now }),
  );
  const certificate = new X509Certificate(certificatePem);
  if (!certificate.checkPrivateKey(key) || Date.parse(certificate.validTo) < now()) {
    throw new Error(
      `The sandbox certificate in ${directory} does not fit its key or has expired: remove the folder.`,
    );
  }
  return signerOf(key, certificatePem, { region, now });
}

// Two processes may start together: a link appears whole or not at all, and only the first one wins.
async function readOrMake(path: string, make: () => Promise<string>): Promise<string> {
  const kept = await readIfThere(path);
  if (kept !== null) return kept;
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, await make(), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
