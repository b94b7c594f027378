/** Makes self-signed certificates for keys that stand in for the one of SNS. For tests and the sandbox only. */

import 'reflect-metadata';

import type { KeyObject } from 'node:crypto';

import { createPublicKey, webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';

export interface CertificateRequest {
  /** RSA private key. */
  readonly key: KeyObject;
  readonly commonName: string;
  /** Milliseconds; certificates know whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** A certificate of the key for itself, as one PEM block with a line end. */
export async function selfSignedCertificate(request: CertificateRequest): Promise<string> {
  const { key, commonName, notBefore, notAfter } = request;
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    signingAlgorithm: ALGORITHM,
    keys: {
      privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
      publicKey: await webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
    },
  });
  return `${certificate.toString('pem').trimEnd()}\n`;
}
