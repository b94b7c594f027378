/**
 * The whole walk of a responder, in a real browser on the sandbox's own page: a job breaks, the card comes, the
 * checklist leads through, a retry heals it, and the incident is resolved. Asserted is what a person reads.
 * `HANDRAIL_SCREENSHOTS=<folder>` keeps a picture of every station.
 */

import type { Browser, Locator } from 'playwright-core';
import type { Sandbox } from '../../sandbox/start.ts';
import type { Screen, Visitor } from './visitor.ts';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../sandbox/start.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { DESKTOP, PHONE, sidewaysPx, smallControls, visit } from './visitor.ts';

const SCREENS: readonly Screen[] = [DESKTOP, PHONE, { ...PHONE, name: 'phone-dark', colorScheme: 'dark' }];
const WALK_MS = 120_000;
const EVIDENCE_MS = 10_000;

describeInChromium('a responder walks through an incident', () => {
  let browser: Browser;
  let home: string;
  let sandbox: Sandbox;
  const printed: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'handrail-walk-'));
    printed.length = 0;
    sandbox = await startSandbox({
      port: 0,
      env: { ...process.env, HANDRAIL_SANDBOX_HOME: home },
      cwd: process.cwd(),
      print: (line) => printed.push(line),
    });
  });
  afterEach(async () => {
    await sandbox.stop();
    await rm(home, { recursive: true, force: true });
  });

  it.each(SCREENS.map((screen) => [screen.name, screen] as const))(
    'on a %s, from the alarm to the timeline',
    async (_, screen) => {
      const visitor = await visit(browser, sandbox.url, screen);
      await breakJob(visitor);
      await acknowledge(visitor);
      await openChecklist(visitor);
      await workThroughSteps(visitor);
      await takeNote(visitor);
      await retry(visitor);
      await resolve(visitor);
      await readTimeline(visitor);
      await askForPanel(visitor);
      expect(visitor.complaints).toEqual([]);
      expect(printed.filter((line) => !line.startsWith('The sandbox is ready'))).toEqual([]);
      await visitor.page.context().close();
    },
    WALK_MS,
  );

  it(
    'lets others look, and tells them who can do what they may not',
    async () => {
      const visitor = await visit(browser, sandbox.url, PHONE);
      await breakJob(visitor);
      await visitor.page.getByTestId('whoami').selectOption('Analyst');
      await ask(visitor, '/etl whoami', 'You are a responder', 'whoami');
      await ask(visitor, '/etl incidents', 'On it: nobody', 'incidents-open');
      await ask(visitor, '/etl 1', 'Refresh', 'incident-answer');
      await ask(visitor, '/etl logs silver-users', 'Cause: throttled by S3', 'logs-answer');
      await ask(visitor, '/etl jobs silver-users', 'How it is', 'jobs-answer');
      await visitor.inChannel('How it is').getByRole('button', { name: 'Runs of silver-users' }).click();
      await visitor.inChannel('Attempt').getByRole('table').waitFor();
      await station(visitor, 'runs-answer');
      await ask(visitor, '/etl runbook job failures', 'ETL Job Failures', 'procedures');
      await ask(visitor, '/etl help retry', '--workers', 'help-retry');
      await ask(visitor, '/etl retry silver-users', 'Who can: @Responder @Data Lead', 'refused');
      await ask(visitor, '/etl rety silver-users', 'retry', 'misspelt');
      await visitor.inChannel('SEV2').first().getByRole('button', { name: 'More actions' }).click();
      await station(visitor, 'card-menu');
      await visitor.page.getByRole('menuitem', { name: 'Change severity' }).click();
      await visitor.modal('Severity of #1').waitFor();
      await station(visitor, 'modal-severity');
      expect(visitor.complaints).toEqual([]);
      await visitor.page.context().close();
    },
    WALK_MS,
  );

  it(
    'brings all of a long result as a file, to who asks alone',
    async () => {
      const visitor = await visit(browser, sandbox.url, PHONE);
      const { page } = visitor;
      await ask(visitor, '/etl runs silver-users --last 100', 'more rows', 'long-answer');
      await visitor.inChannel('more rows').getByRole('button', { name: 'All as a file' }).click();
      await visitor.inChannel('The result comes to you alone, as a direct message.').waitFor();
      await station(visitor, 'long-asked');
      await page.getByTestId('tab-channels').click();
      await page.getByTestId('direct-message').click();
      await visitor.inChannel('All of it is in the file below.').waitFor();
      const file = visitor.inChannel(/All \d+ rows of \/etl runs silver-users/).getByTestId('file');
      await file.scrollIntoViewIfNeeded();
      expect(await file.innerText()).toMatch(/runs-\d{4}-\d{2}-\d{2}-\d{4}\.csv/);
      await station(visitor, 'long-file');
      expect(visitor.complaints).toEqual([]);
      await page.context().close();
    },
    WALK_MS,
  );
});

async function ask(visitor: Visitor, command: string, answer: string, name: string): Promise<void> {
  const answers = visitor.inChannel('Only visible to you').filter({ hasText: answer });
  const before = await answers.count();
  await visitor.type(command);
  await answers.nth(before).waitFor();
  await station(visitor, name);
}

async function breakJob(visitor: Visitor): Promise<void> {
  await visitor.page.getByRole('heading', { name: 'All quiet here' }).waitFor();
  await station(visitor, 'quiet');
  await visitor.toPipeline();
  await visitor.page.getByRole('button', { name: 'Break: Glue job fails' }).click();
  await visitor.page.getByTestId('stage-silver').getByText('FAILED').waitFor();
  await station(visitor, 'broken-pipeline');
  await visitor.toChannel();
  const card = visitor.inChannel('SEV2');
  await card.getByText('2 alarms').waitFor();
  await explained(card);
  const lines = await card.innerText();
  expect(lines).toMatch(/SEV2 · #1 · todo-etl \(sandbox\) · silver-users failed: /);
  expect(lines).toMatch(/Since \d\d:\d\d · open in AWS · also silver-users-failed/);
  expect(lines).toContain('Checklist that fits: ETL Job Failures');
  expect(lines).toContain('On it: nobody · called @Responder');
  await station(visitor, 'card-open');
}

/** What Handrail found out by itself, within ten seconds of the first post. */
async function explained(card: Locator): Promise<void> {
  const clues = [
    /Throttled by S3, attempt 1 of 1 · /,
    /Last good run \d\d:\d\d, this one took /,
    /SILVER FAILS › gold waits/,
  ];
  for (const clue of clues) await card.filter({ hasText: clue }).waitFor({ timeout: EVIDENCE_MS });
}

async function acknowledge(visitor: Visitor): Promise<void> {
  const card = visitor.inChannel('SEV2');
  await card.getByRole('button', { name: 'Acknowledge' }).click();
  await card.getByText(/On it: @Responder since \d\d:\d\d/).waitFor();
  expect(await card.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
  await station(visitor, 'card-acknowledged');
}

/** Step 1 only reads, so Handrail does it by itself, says what it found, and folds what that rules out. */
async function openChecklist(visitor: Visitor): Promise<void> {
  const card = visitor.inChannel('SEV2');
  await card.getByRole('button', { name: 'Checklist' }).click();
  await card.getByText('Checklist: ETL Job Failures · step 5 of 5, in the thread').waitFor();
  await card.getByText('Throttled by S3').waitFor();
  await visitor.toThread();
  const checklist = visitor.inThread('step 5 of 5 · #1');
  await checklist
    .getByText(
      /✓ 1 Check CloudWatch logs for error details · by Handrail \d\d:\d\d · Cause: throttled by S3 → step 5 mends it/,
    )
    .waitFor();
  await checklist
    .getByText(/– 3 Increase Glue job resources if needed · not needed: throttled by S3/)
    .waitFor();
  await checklist.getByText('▶ 5 Retry failed jobs').waitFor();
  const logs = visitor.inThread('From /aws-glue/jobs');
  await logs.getByText('✓ Cause: throttled by S3').waitFor();
  expect(await logs.innerText()).toContain('Please reduce your request rate');
  expect(await logs.innerText()).not.toMatch(/\bINFO\b/);
  await station(visitor, 'checklist-open');
  await visitor.inThread('Timeline of #1').scrollIntoViewIfNeeded();
  await station(visitor, 'thread-top');
}

async function workThroughSteps(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  const checklist = visitor.inThread('runbook');
  await checklist.getByRole('button', { name: 'More actions' }).first().click();
  await station(visitor, 'checklist-folded');
  await page.getByRole('menuitem', { name: 'Reopen step 2' }).click();
  await checklist.getByText(/▶ 2 Verify source data schema.*Not needed: throttled by S3/s).waitFor();
  await station(visitor, 'checklist-opened');
  await checklist.getByRole('button', { name: 'Skip' }).click();
  const form = visitor.modal('Skip a step');
  await form.getByText('Verify source data schema').waitFor();
  await station(visitor, 'modal-skip');
  await form.getByLabel('Does not apply here').check();
  await form.getByRole('button', { name: 'Skip' }).click();
  await checklist
    .getByText(/↷ 2 Verify source data schema · skipped · \d\d:\d\d · Does not apply here/)
    .waitFor();
  await checklist.getByText('▶ 5 Retry failed jobs').waitFor();
  await checklist.getByRole('button', { name: 'More actions' }).last().click();
  await station(visitor, 'checklist-menu');
  await page.getByRole('menuitem', { name: 'Not applicable' }).waitFor();
  await page.keyboard.press('Escape');
  await checklist.getByText(/▶ 5 Retry failed jobs.*Needed: throttled by S3/s).waitFor();
  await checklist.getByText('/etl retry silver-users').waitFor();
  await station(visitor, 'checklist-step-5');
}

async function takeNote(visitor: Visitor): Promise<void> {
  await visitor.toChannel();
  const card = visitor.inChannel('SEV2');
  await card.getByRole('button', { name: 'Note' }).click();
  const form = visitor.modal('Note on #1');
  await form.getByLabel('What should the others know?').fill('S3 was slow, the retry should do');
  await station(visitor, 'modal-note');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'hidden' });
  await visitor.toThread();
  await visitor
    .inThread('Timeline of #1')
    .getByText('@Responder: S3 was slow, the retry should do')
    .waitFor();
}

/** The step's button is the very command that a person would type. */
async function retry(visitor: Visitor): Promise<void> {
  const checklist = visitor.inThread('runbook');
  await checklist.getByRole('button', { name: 'Run' }).click();
  const asks = visitor.page
    .getByRole('dialog')
    .filter({ hasText: 'Start silver-users with the workers it had?' });
  await station(visitor, 'retry-asks');
  await asks.getByRole('button', { name: 'Start' }).click();
  const run = visitor.page.getByRole('article', { name: /Handrail: \/etl retry silver-users: .* #1$/ });
  await run.getByText(/Running since \d\d:\d\d/).waitFor();
  await run.scrollIntoViewIfNeeded();
  await station(visitor, 'run-running');
  await run.getByText(/✓ silver-users succeeded in \d+s, attempt 2/).waitFor();
  await station(visitor, 'run-succeeded');
  await checklist.getByText(/Finished \d\d:\d\d: 2 done, 1 skipped, 2 not applicable/).waitFor();
  await checklist.scrollIntoViewIfNeeded();
  await station(visitor, 'checklist-finished');
  await visitor.toChannel();
  await visitor
    .inChannel('SEV2')
    .getByText(/All recovered \d\d:\d\d\. Resolve it\?/)
    .waitFor();
  await station(visitor, 'card-recovered');
}

async function resolve(visitor: Visitor): Promise<void> {
  await visitor.inChannel('SEV2').getByRole('button', { name: 'Resolve' }).click();
  const form = visitor.modal('Resolve #1');
  await form.getByLabel('Fixed').check();
  await form.getByLabel(/What helped/).fill('A plain retry');
  await station(visitor, 'modal-resolve');
  await form.getByRole('button', { name: 'Resolve' }).click();
  const card = visitor.inChannel('✓ Resolved');
  await card.getByText(/Fixed · by @Responder \d\d:\d\d, after \d+[sm] · was SEV2/).waitFor();
  expect(await card.getByRole('button').allInnerTexts()).toEqual(['Reopen']);
  await station(visitor, 'card-resolved');
}

async function readTimeline(visitor: Visitor): Promise<void> {
  await visitor.toThread();
  const timeline = visitor.inThread('Timeline of #1');
  await timeline.getByText('Resolved by @Responder: fixed').waitFor();
  await timeline.scrollIntoViewIfNeeded();
  await station(visitor, 'timeline');
  const told = (await timeline.innerText()).split('\n').join(' ');
  const story = [
    'Opened as SEV2: silver-users failed',
    'Acknowledged by @Responder',
    'Checklist opened by @Responder: ETL Job Failures',
    '/etl logs silver-users: Cause: throttled by S3',
    '↷ Verify source data schema: skipped: Does not apply here · @Responder',
    '@Responder: S3 was slow, the retry should do',
    '/etl retry silver-users',
    'Resolved by @Responder: fixed',
  ];
  const places = story.map((part) => told.indexOf(part));
  expect(places.map((place, index) => (place < 0 ? story[index] : 'told'))).toEqual(story.map(() => 'told'));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

async function askForPanel(visitor: Visitor): Promise<void> {
  await visitor.toChannel();
  await visitor.type('/etl');
  const panel = visitor.inChannel('Only visible to you').filter({ hasText: 'No open incidents' });
  await panel.getByRole('button', { name: 'Declare an incident' }).waitFor();
  await station(visitor, 'panel');
  await visitor.type('/etl incidents --all');
  await visitor.inChannel('Only visible to you').filter({ hasText: 'silver-users failed' }).waitFor();
  await station(visitor, 'incidents');
  await visitor.type('/etl help');
  await visitor.inChannel('Only visible to you').filter({ hasText: '/etl retry' }).waitFor();
  await station(visitor, 'help');
}

/** What must hold wherever one is: nothing to push sideways, nothing too small for a thumb. */
async function station(visitor: Visitor, name: string): Promise<void> {
  await visitor.picture(name);
  expect({ name, sidewaysPx: await sidewaysPx(visitor.page) }).toEqual({ name, sidewaysPx: 0 });
  if ((visitor.page.viewportSize()?.width ?? 0) < 600)
    expect({ name, small: await smallControls(visitor.page) }).toEqual({ name, small: [] });
}
