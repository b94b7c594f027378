/** `handrail start`: the bot itself, from configuration to the first request. */

import type { Config } from '../config.ts';
import type { CliContext } from './context.ts';
import type { App } from '../app.ts';

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pino } from 'pino';

import { createApp } from '../app.ts';
import { isSandboxCertificate } from '../sns/certificates.ts';
import { CliFault, loadForStart } from './context.ts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const DEFAULT_REGION = 'us-east-1';

/** Loads, checks and starts. The app that comes back is listening; stopping it is the caller's. */
export async function startApp(context: CliContext): Promise<App> {
  const { config, folder } = await loadForStart(context);
  const certificates = await readCertificates(config, folder);
  const logger = pino({ level: config.logLevel, redact: ['req.headers.authorization', 'err.config', 'err.options'] });
  const app = await createApp({
    config,
    files: { runbooks: runbookPaths(config, folder), certificates },
    aws: {
      region: context.env.AWS_REGION ?? context.env.AWS_DEFAULT_REGION ?? regionOfTopics(config),
      endpoint: context.env.AWS_ENDPOINT_URL ?? null,
    },
    logger,
  });
  await app.start();
  return app;
}

/** Path of each pipeline's runbook, resolved from the configuration's folder. */
export function runbookPaths(
  config: Pick<Config, 'pipelines'>,
  folder: string,
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { name, runbook } of config.pipelines) if (runbook !== null) paths.set(name, resolve(folder, runbook));
  return paths;
}

/** A sandbox certificate is believed only where nobody else can reach: its key lies on a developer's machine. */
async function readCertificates(config: Config, folder: string): Promise<ReadonlyMap<string, string>> {
  const certificates = new Map<string, string>();
  for (const [url, path] of Object.entries(config.sns.signingCertificates)) {
    const pem = await readFile(resolve(folder, path), 'utf8').catch((error: unknown) => {
      throw new CliFault(`sns.signing_certificates: expected a PEM file at ${path}: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (isSandboxCertificate(pem) && !LOOPBACK.includes(config.host)) {
      throw new CliFault(
        `sns.signing_certificates: ${path} is the sandbox's certificate, which is believed only on loopback, and HOST is ${config.host}. Set HOST=127.0.0.1, or remove the entry.`,
      );
    }
    certificates.set(url, pem);
  }
  return certificates;
}

/** The pipeline most likely runs where its alarms come from. */
function regionOfTopics(config: Config): string {
  return config.sns.topics[0]?.split(':')[3] ?? DEFAULT_REGION;
}
