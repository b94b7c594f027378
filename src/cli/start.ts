/** `handrail start`: the bot itself, from configuration to the first request. */

import type { Config } from '../config.ts';
import type { CliContext } from './context.ts';
import type { App, Overrides } from '../app.ts';
import type { Result } from '../lib/result.ts';

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pino } from 'pino';

import { createApp } from '../app.ts';
import { TokenRefused } from '../bot/introduction.ts';
import { err, ok } from '../lib/result.ts';
import { requestFields } from '../http/request-context.ts';
import { isSandboxCertificate, parseCertificate } from '../sns/certificates.ts';
import { parseTopicArn } from '../lib/arn.ts';
import { certificateUrlFault, readTopic } from '../sns/topic.ts';
import { RunbookUnreadable } from '../runbook-files.ts';
import { asStoreFault } from '../store/open.ts';
import { cleanLogLine } from './clean-log.ts';
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
    hooks: { streamWrite: cleanLogLine },
  });
  const app = await createApp(
    {
      config,
      files: { runbooks: runbookPaths(config, folder), certificates },
      aws: {
        region: homeRegion(context, config),
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

/** Stops the app when Slack refuses its token after all, and throws the sentence. */
export async function untilRefused(app: App): Promise<never> {
  const refused = await app.refusedLater;
  await app.stop();
  throw new CliFault(refused.message);
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
    : asStoreFault(error);
}

/** Path of each pipeline's runbook, resolved from the configuration's folder. */
export function runbookPaths(config: Pick<Config, 'pipelines'>, folder: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { name, runbook } of config.pipelines)
    if (runbook !== null) paths.set(name, resolve(folder, runbook));
  return paths;
}

/** The pinned certificates as PEM by URL. Throws one `CliFault` with a line for each that cannot be used. */
async function readCertificates(config: Config, folder: string): Promise<ReadonlyMap<string, string>> {
  const certificates = new Map<string, string>();
  const faults: string[] = [];
  for (const [url, path] of Object.entries(config.sns.signingCertificates)) {
    const read = await readCertificate(config, folder, url, path);
    if (read.ok) certificates.set(url, read.value);
    else faults.push(`sns.signing_certificates: ${read.error}`);
  }
  if (faults.length > 0) throw new CliFault(faults.join('\n'));
  return certificates;
}

/** A sandbox certificate is believed only where nobody else can reach: its key lies on a developer's machine. */
async function readCertificate(
  config: Config,
  folder: string,
  url: string,
  path: string,
): Promise<Result<string, string>> {
  const faults = config.sns.topics.map((topic) => faultFor(url, topic));
  const [fault] = faults;
  if (fault != null && faults.every((one) => one !== null)) return err(`${url}: ${fault}`);
  const pem = await readPem(resolve(folder, path));
  if (!pem.ok) return err(`expected a PEM file at ${path}: ${pem.error}`);
  const certificate = parseCertificate(pem.value);
  if (!certificate.ok) return err(`${path}: ${certificate.error.message}`);
  if (isSandboxCertificate(pem.value) && !LOOPBACK.includes(config.host)) {
    return err(
      `${path} is the sandbox's certificate, which is believed only on loopback, and HOST is ${config.host}. Set HOST=127.0.0.1, or remove the entry.`,
    );
  }
  return pem;
}

async function readPem(path: string): Promise<Result<string, string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** A pinned URL that no topic of ours could ever be signed with is a typing mistake. */
function faultFor(url: string, topicArn: string): string | null {
  const topic = readTopic(topicArn);
  return topic.ok ? certificateUrlFault(url, topic.value) : topic.error;
}

/**
 * The region of calls that nobody placed: the environment's, else the first topic's, since the pipeline most likely runs
 * where its alarms come from.
 */
export function homeRegion({ env }: Pick<CliContext, 'env'>, { sns }: Pick<Config, 'sns'>): string {
  const ofTopics = parseTopicArn(sns.topics[0] ?? '')?.region;
  return env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? ofTopics ?? DEFAULT_REGION;
}
