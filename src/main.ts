/**
 * The process and its command line. Environment, signals, output and exit codes are touched here and nowhere else;
 * what a command does is in `cli/`, and loaded when it is asked for: help and version wait for no library.
 */

import type { CliContext } from './cli/context.ts';
import type { EtlOptions } from './cli/etl.ts';
import type { IamPolicyOptions } from './cli/iam-policy.ts';
import type { App } from './app.ts';

import { Command, CommanderError, Option } from 'commander';
import { readFileSync } from 'node:fs';

import { CliFault } from './cli/context.ts';
import { redact } from './lib/redact.ts';
import { StoreFault } from './store/engine.ts';

const context: CliContext = {
  env: process.env,
  cwd: process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
};

const program = new Command('handrail')
  .description('Slack incident bot for the people who run an AWS data pipeline')
  .version(version(), '--version', 'print the version')
  .showHelpAfterError('Run handrail --help to see what there is.')
  .exitOverride();

program
  .command('start')
  .description('run the bot: reads HANDRAIL_CONFIG (handrail.yaml), SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET')
  .action(async () => {
    const { startApp, untilRefused } = await import('./cli/start.ts');
    const app = await startApp(context);
    stopOnSignals(app);
    untilRefused(app).catch((error: unknown) => process.exit(exitCodeOf(error)));
  });

program
  .command('sandbox')
  .description('try it against a simulated Slack workspace and AWS account on this machine')
  .option('--port <number>', 'port of the page, or of the account alone', '4100')
  .addOption(new Option('--only <part>', 'the AWS account alone, for any SDK').choices(['aws']))
  .action(async (options: { port: string; only?: 'aws' }) => {
    if (options.only === 'aws') {
      const { startOnlyAws } = await import('../sandbox/only-aws.ts');
      stopOnSignals(await startOnlyAws({ port: portOf(options.port), print: context.print }));
      return;
    }
    const { startSandbox } = await import('../sandbox/start.ts');
    const sandbox = await startSandbox({
      port: portOf(options.port),
      env: context.env,
      cwd: context.cwd,
      print: context.print,
    });
    stopOnSignals(sandbox);
  });

program
  .command('send')
  .description("sign a payload with this machine's sandbox key and deliver it as SNS would")
  .argument('<payload.json>', 'an SNS envelope, a Lambda event, or the bare message')
  .option('--to <url>', 'where to deliver; the running sandbox when left out')
  .action(async (path: string, options: { to?: string }) => {
    const { sendPayload } = await import('../sandbox/send.ts');
    await sendPayload(context, path, options.to ?? null);
  });

program
  .command('break')
  .description('break something of the running sandbox, as a press on its page does')
  .argument('[fault]', 'what to break, such as out-of-memory; without it, what there is')
  .option('--list', 'say what there is')
  .action(async (fault: string | undefined, options: { list?: boolean }) => {
    const { listSwitches, turnSwitch } = await import('../sandbox/break.ts');
    if (fault === undefined || options.list === true) await listSwitches(context);
    else await turnSwitch(context, fault, true);
  });

program
  .command('mend')
  .description('mend what was broken of the running sandbox')
  .argument('<fault>', 'what to mend')
  .action(async (fault: string) => {
    const { turnSwitch } = await import('../sandbox/break.ts');
    await turnSwitch(context, fault, false);
  });

program
  .command('route')
  .description('say where a payload would go and why, and send nothing')
  .argument('<payload.json>', 'an SNS envelope, a Lambda event, or the bare message')
  .action(async (path: string) => {
    const { explainRoute } = await import('./cli/route.ts');
    await explainRoute(context, path);
  });

program
  .command('etl')
  .description('ask what /etl asks, when Slack is down: handrail etl jobs')
  .argument('<words...>', 'the verb and its arguments, as after /etl')
  .option('--pipeline <name>', 'whose, when there are several')
  .option('--json', 'for scripts')
  .option('--file <path>', 'writes all of a long result to a file, as CSV or text')
  .option('--no-store', 'without the store and its audit; only what reads')
  .option('--yes', 'start the change that was shown')
  // That of a verb is its own: `handrail etl runs --help`.
  .helpOption(false)
  .allowUnknownOption()
  .action(async (words: string[], options: EtlOptions) => {
    const { etlHelp, isHelp } = await import('./cli/etl-help.ts');
    if (isHelp(words)) {
      process.exitCode = etlHelp(context, words, options);
      return;
    }
    const { etl } = await import('./cli/etl.ts');
    const stopped = new AbortController();
    process.once('SIGINT', () => stopped.abort());
    const progress = (summary: string): void => void process.stderr.write(`… ${summary}\n`);
    process.exitCode = await etl(context, words, options, { signal: stopped.signal, progress });
  });

program
  .command('iam-policy')
  .description('print the least that AWS has to allow for what is configured')
  .option('--read-only', 'without what changes anything')
  .option('--role <arn>', 'only that of this role; "handrail" for its own credentials')
  .action(async (options: IamPolicyOptions) => {
    const { printIamPolicy } = await import('./cli/iam-policy.ts');
    await printIamPolicy(context, options);
  });

program
  .command('incidents')
  .description('list the open incidents from the store, running or not')
  .option('--all', 'also those that are resolved')
  .option('--json', 'for scripts')
  .action(async (options: { all?: boolean; json?: boolean }) => {
    const { listIncidents } = await import('./cli/incidents.ts');
    await listIncidents(context, options);
  });

const runbook = program.command('runbook').description('look at a runbook, or check it').helpCommand(false);
runbook
  .command('show')
  .description('print the procedures, their phases and steps')
  .argument('<path>', 'the folder of Markdown, or one file')
  .option('--json', 'for scripts')
  .action(async (path: string, options: { json?: boolean }) => {
    const { showRunbook } = await import('./cli/runbook.ts');
    await showRunbook(context, path, options);
  });
runbook
  .command('lint')
  .description('check a runbook; exit code 1 when there is a fault')
  .argument('<path>', 'the folder of Markdown, or one file')
  .option('--alarm <name...>', 'alarm names that must lead to a procedure')
  .action(async (path: string, options: { alarm?: string[] }) => {
    const { lintRunbookAt } = await import('./cli/runbook.ts');
    const { answersOfRelease, verbNames } = await import('./cli/verbs.ts');
    const today = new Date().toISOString().slice(0, 10);
    const faults = await lintRunbookAt(context, path, {
      verbs: verbNames(),
      answers: answersOfRelease(),
      alarmNames: options.alarm ?? [],
      today,
    });
    if (faults > 0) process.exitCode = 1;
  });

program
  .command('migrate')
  .description('bring the store to this release without starting')
  .action(async () => {
    const { migrateStore } = await import('./cli/migrate.ts');
    await migrateStore(context);
  });

// A reader that has seen enough, such as head, closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

await run();

async function run(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = isMisusedEtl(error) ? await misusedEtl(error) : exitCodeOf(error);
  }
}

/** Whether `handrail etl` was called in a way that its options do not allow: what its verbs refuse, it tells itself. */
function isMisusedEtl(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.exitCode !== 0 && process.argv[2] === 'etl';
}

async function misusedEtl({ message }: CommanderError): Promise<number> {
  const { WRONG_USAGE } = await import('./cli/print-finding.ts');
  if (!process.argv.includes('--json')) return WRONG_USAGE;
  const { printMisuse } = await import('./cli/etl-answer.ts');
  return printMisuse(context, '', message, true);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  // What is told is our own sentence, in which `SLACK_BOT_TOKEN: Expected …` is a name and no secret.
  const told = error instanceof CliFault || error instanceof StoreFault;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${told ? error.message : redact(text)}\n`);
  return 1;
}

/** The first signal stops in order; a second one, from somebody who does not want to wait, at once. */
function stopOnSignals(running: Pick<App, 'stop'>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => process.exit(exitCodeOf(error)),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CliFault(`Expected a port from 0 to 65535, got ${text}.`);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
