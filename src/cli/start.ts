/** `handrail start`: the bot itself, from configuration to the first request. */

import type { Config } from '../config.ts';
import type { CliContext } from './context.ts';
import type { App, Overrides } from '../app.ts';

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pino } from 'pino';

import { createApp, TokenRefused } from '../app.ts';
import { requestFields } from '../http/request-context.ts';
import { isSandboxCertificate } from '../sns/certificates.ts';
import { certificateUrlFault, parseTopicArn } from '../sns/topic.ts';
import { RunbookUnreadable } from '../runbook-files.ts';
import { CliFault, loadForStart } from './context.ts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const DEFAULT_REGION = 'us-east-1';

/** Loads, checks and starts. The app that comes back is listening; stopping it is the caller's. */
export async function startApp(context: CliContext, overrides: Overrides = {}): Promise<App> {
  const { config, folder } = await loadForStart(context);
  const certificates = await readCertificates(config, folder);
  const logger = pino({
    level: config.logLevel,
    mixin: requestFields,
    redact: ['req.headers.authorization', 'err.config', 'err.options'],
  });
  const app = await createApp(
    {
      config,
      files: { runbooks: runbookPaths(config, folder), certificates },
      aws: {
        region: context.env.AWS_REGION ?? context.env.AWS_DEFAULT_REGION ?? regionOfTopics(config),
        endpoint: context.env.AWS_ENDPOINT_URL ?? null,
      },
      logger,
    },
    overrides,
  );
  try {
    await app.start();
  } catch (error) {
    await app.stop();
    throw startFault(error, config);
  }
  return app;
}

/** What a person can mend as a sentence; anything else as it is. */
function startFault(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return new CliFault(
      `Expected port ${port} on ${host} to be free, and something listens there. Stop it, or set PORT.`,
    );
  if (code === 'EACCES')
    return new CliFault(
      `Expected to be allowed to listen on port ${port} of ${host}, and was not. Set PORT to one above 1023.`,
    );
  return error instanceof RunbookUnreadable || error instanceof TokenRefused
    ? new CliFault(error.message)
    : error;
}

/** Path of each pipeline's runbook, resolved from the configuration's folder. */
export function runbookPaths(config: Pick<Config, 'pipelines'>, folder: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { name, runbook } of config.pipelines)
    if (runbook !== null) paths.set(name, resolve(folder, runbook));
  return paths;
}

/** A sandbox certificate is believed only where nobody else can reach: its key lies on a developer's machine. */
async function readCertificates(config: Config, folder: string): Promise<ReadonlyMap<string, string>> {
  const certificates = new Map<string, string>();
  for (const [url, path] of Object.entries(config.sns.signingCertificates)) {
    const faults = config.sns.topics.map((topic) => faultFor(url, topic));
    const [fault] = faults;
    if (fault != null && faults.every((one) => one !== null))
      throw new CliFault(`sns.signing_certificates: ${url}: ${fault}`);
    const pem = await readFile(resolve(folder, path), 'utf8').catch((error: unknown) => {
      throw new CliFault(
        `sns.signing_certificates: expected a PEM file at ${path}: ${error instanceof Error ? error.message : String(error)}`,
      );
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

/** A pinned URL that no topic of ours could ever be signed with is a typing mistake. */
function faultFor(url: string, topicArn: string): string | null {
  const topic = parseTopicArn(topicArn);
  return topic.ok ? certificateUrlFault(url, topic.value) : topic.error;
}

/** The pipeline most likely runs where its alarms come from. */
function regionOfTopics(config: Config): string {
  return config.sns.topics[0]?.split(':')[3] ?? DEFAULT_REGION;
}
