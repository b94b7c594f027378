/** Every moment at which the bot is killed. Each name is armed by `bot.ts`, and each is hit by a test. */

export const CRASH_POINTS = {
  'schema-half-made': 'in the middle of the migration',
  'inbound-stored': 'an inbound message is stored, its 200 is not sent',
  'inbound-applied': 'an inbound message is applied, its transaction is not committed',
  'inbound-committed': 'an inbound message is committed, no card is shown',
  'card-marked': 'a card is marked as being posted, Slack was not called',
  'card-posted': 'a card is posted, that is not recorded',
  'thread-card-posted': 'a card in a thread is posted, that is not recorded',
  'ping-posted': 'a ping is posted, that is not recorded',
  'deed-decided': 'a deed is decided and audited, its transaction is not committed',
  'deed-committed': 'a deed is committed, the press is not acknowledged',
  'card-outdated': 'a deed is committed and acknowledged, the card still shows the old state',
  'card-updated': 'a card is updated, that is not recorded',
  'checklist-started': 'a checklist is started, its reading steps did not run',
  'read-claimed': 'a reading step is claimed by a worker, AWS was not asked',
  'run-requested': 'a run is asked for and committed, no worker has claimed it',
  'run-claimed': 'a run is claimed, nothing is marked',
  'run-starting': 'a run is marked as starting, StartJobRun was not called',
  'run-started': 'StartJobRun is done, that is not recorded',
  'run-end-seen': 'the end of a run is seen, that is not recorded',
  'run-end-committed': 'the end of a run is committed with its step, no card shows it',
  'evidence-claimed': 'the looks for an incident are claimed by a worker, AWS was not asked',
  'look-awaited': 'a look is written down as its asker waits for it, its answer was not given',
  'query-written': 'what a query sends is written down, StartQueryExecution was not called',
  'query-started': 'a query is started in Athena, that is not recorded',
  'query-forsworn':
    'a query is started in Athena, that is not recorded, and at the next start it may not be sent any more',
  'query-end-seen': 'the end of a query is seen with its rows and its bill, that is not recorded',
  'rules-sent': 'the first of several rules is sent to Athena, none of them is recorded',
  'rule-sent': 'one more rule is sent to Athena beside those that are recorded, it is not',
  'answer-posted': 'the answer of a query is posted in the direct message, that is not recorded',
  'file-uploaded': 'the file of an answer is uploaded, that is not recorded',
  'file-recorded': 'the file of an answer is uploaded and recorded, it is not shown',
  'file-shown': 'the file of an answer is shown, that is not recorded',
  'timer-claimed': 'a timer is claimed, it did not fire',
  'timer-fired': 'a timer has resolved an incident, its job is not finished',
} as const;

export type CrashPoint = keyof typeof CRASH_POINTS;

export const CRASH_POINT_NAMES = Object.keys(CRASH_POINTS) as readonly CrashPoint[];

/** The line that a bot writes right before it dies. */
export function lastLine(point: CrashPoint): string {
  return `killed at ${point}`;
}
