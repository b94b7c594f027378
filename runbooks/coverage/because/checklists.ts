/** Of the four long checklists. */

import type { Reasons } from '../reasons.ts';

const QUALITY = 'DATA_QUALITY_CHECKLIST.md';
const EMERGENCY = 'EMERGENCY_RESPONSE_CHECKLIST.md';
const FAILURE = 'ETL_JOB_FAILURE_CHECKLIST.md';
const PERFORMANCE = 'PERFORMANCE_CHECKLIST.md';

export const CHECKLISTS: Reasons = {
  [QUALITY]: {
    'Stop the spread': 'whom to warn and what to stop, people know; Handrail stops no trigger.',
    'Post-Incident': 'rules and agreements are made by people.',
  },
  [`${QUALITY}/stop-the-spread`]: {
    'Say which numbers not to trust':
      'which dashboards read a table, and who reads those, Handrail does not know.',
    'Decide whether the next run may start':
      'Handrail stops no trigger, and whether late is better than wrong is for the owner of the numbers.',
  },
  [`${QUALITY}/measure-it`]: {
    'Find the first bad stage':
      'which row is wrong, and how, a person sees; `/etl query` finds the same row in each layer.',
  },
  [`${QUALITY}/tell-the-causes-apart`]: {
    'Corrupt files':
      'files are not opened; the error of the query or of the job names the one, and a person reads it alone.',
  },
  [`${QUALITY}/repair`]: {
    'Fix it where it is made':
      'the fault is in code, of the job or of the application, and code is mended by people.',
    'Set the bad records aside': { rest: 'Handrail moves no data; a note keeps how many it were.' },
    'Read the affected hours again': 'Handrail rewinds no bookmark: too far back, and all is read again.',
    'Start the trigger again': 'Handrail starts no trigger: who stopped it knows whether it may run.',
    'Say that the numbers can be trusted': 'somebody has to stand by it.',
  },
  [`${QUALITY}/post-incident`]: {
    'Add the rule that would have caught it':
      'rules are written by people, under `quality` in the configuration or in Glue.',
    'Agree with the source on notice': 'it is an agreement between two teams.',
  },
  [`${EMERGENCY}/first-15-minutes`]: {
    'Tell people': 'who has to know is known to people; the card is for those in the channel.',
  },
  [`${EMERGENCY}/steady-the-ship`]: {
    'Stop what makes it worse':
      'Handrail stops nothing in AWS but its own queries: what to stop is the judgement of who leads.',
    'Look at AWS':
      'Handrail asks nothing of the AWS Health Dashboard, which is one look, and knows your account when you are signed in.',
    'Get help (after 30 minutes without a cause)':
      'whom to wake is decided by a person who knows the rota, and only people open a support case.',
    'Write again when you said you would': 'it is a promise of whoever leads.',
  },
  [`${EMERGENCY}/bring-it-back`]: {
    'Undo the stops':
      'what was stopped by hand is put back by hand; the notes in the timeline say what it was.',
    'Tell people that it is over': 'who had the first message gets this one from the same person.',
  },
  [`${EMERGENCY}/post-incident`]: {
    'Let people sleep': 'the rota is not in Handrail.',
    'Hold the post-mortem': 'people hold it; the timeline is kept for it.',
  },
  [`${FAILURE}/tell-the-causes-apart`]: {
    Memory:
      'the log says that memory ran out, `/etl logs {job}`; whether of the driver or of all is in the metrics of the run, which no command reads.',
    Disk: 'the log says that the disk is full, `/etl logs {job}`; the shuffle that filled it is in the metrics and in the code.',
    Permissions:
      'the log names the action that was denied, `/etl logs {job}`; IAM, KMS and Lake Formation are read by a person.',
    Network:
      'the log says that a connection failed, `/etl logs {job}`; subnets, endpoints and security groups no command reads.',
  },
  [`${FAILURE}/repair-and-run-again`]: {
    'Take away the cause': {
      rest: 'it is as different as causes are; Handrail names the cause, and a person takes it away.',
    },
  },
  [`${FAILURE}/post-incident`]: {
    'Make it permanent': 'it is a change of the infrastructure code; `/etl changes` shows that it arrived.',
  },
  [PERFORMANCE]: {
    'Post-Incident': 'settings that last and alarms are made by people, in the infrastructure code.',
  },
  [`${PERFORMANCE}/decide-how-urgent-it-is`]: {
    'Look whether it runs at all':
      'whether a log moves takes two looks ten minutes apart; `/etl runs {job}` says only for how long it has run.',
  },
  [`${PERFORMANCE}/find-what-is-slow`]: {
    'Look at the longest stage': 'stages and tasks are in the Spark UI alone.',
    'Look at the workers': 'the metrics of executors are in CloudWatch, and no command reads them.',
    'Look at memory':
      'the curve of the heap is in CloudWatch, and no command reads it; when it ends in out of memory, `/etl logs {job}` says so.',
  },
  [`${PERFORMANCE}/repair`]: {
    'Compact small files': {
      rest: 'compacting writes data anew, by a job that a person writes; Handrail says where files are many and small.',
    },
    'Spread the common key': {
      rest: 'the way around a common key is written into the code of the job; Handrail sends the query that counts it.',
    },
    'Stop the costly query': {
      rest: 'Handrail stops the queries that it sent itself; whose another is, Athena does not say, and a person asks before.',
    },
  },
  [`${PERFORMANCE}/post-incident`]: {
    'Make it permanent, or undo it':
      'it is a change of the infrastructure code, and a look at next month’s bill.',
    'Set an alarm before the promise breaks': {
      rest: 'Handrail makes no alarm; a person does, in the infrastructure code.',
    },
  },
};
