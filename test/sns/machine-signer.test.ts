import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isSandboxCertificate } from '../../src/sns/certificates.ts';
import { machineSigner } from '../../sandbox/sns/machine-signer.ts';
import { clock, NOW, REGION, stranger } from './harness.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handrail-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('machineSigner', () => {
  it('makes its key once and keeps it from everybody else', async () => {
    const directory = join(folder, 'signer');
    const first = await machineSigner(directory, REGION, clock);
    const second = await machineSigner(directory, REGION, () => NOW + 1_000);
    expect(second.certificateUrl).toBe(first.certificateUrl);
    expect(isSandboxCertificate(first.certificatePem)).toBe(true);
    expect(await readFile(join(directory, 'certificate.pem'), 'utf8')).toBe(first.certificatePem);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'key.pem'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for all who start together', async () => {
    const signers = await Promise.all([1, 2, 3].map(() => machineSigner(folder, REGION, clock)));
    expect(new Set(signers.map((signer) => signer.certificatePem)).size).toBe(1);
  });

  it('refuses a certificate that belongs to another key', async () => {
    await writeFile(join(folder, 'certificate.pem'), stranger.certificatePem);
    await expect(machineSigner(folder, REGION, clock)).rejects.toThrow('remove the folder');
  });

  it('refuses a certificate that has expired', async () => {
    await machineSigner(folder, REGION, clock);
    await expect(machineSigner(folder, REGION, () => NOW + 3_651 * 86_400_000)).rejects.toThrow(
      'remove the folder',
    );
  });
});
