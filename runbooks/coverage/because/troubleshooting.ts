/** Of the common issues and the emergencies. */

import type { Reasons } from '../reasons.ts';

const ISSUES = 'RUNBOOK.md/troubleshooting/common-issues';
const FAILURE = 'RUNBOOK.md/troubleshooting/emergency-procedures/1-etl-pipeline-failure';
const LOSS = 'RUNBOOK.md/troubleshooting/emergency-procedures/2-data-loss-prevention';

export const TROUBLESHOOTING: Reasons = {
  [`${ISSUES}/1-etl-job-failures`]: {
    'Fix data quality issues':
      'setting records aside changes data, which Handrail never does; the log names the record, `/etl logs {job}`.',
  },
  [`${ISSUES}/2-data-ingestion-issues`]: {
    'Check network connectivity':
      'no command reads subnets, endpoints or security groups; Handrail says that a connection failed, and at which job or function.',
    'Restart services if needed': {
      rest: 'Handrail enables no event source mapping: after 24 hours it would skip what the stream has lost, so a person decides.',
    },
  },
  [`${ISSUES}/3-data-quality-problems`]: {
    'Data corruption':
      'files are not opened: a corrupt one shows itself by the error of the query or job that reads it, and a person finds it.',
    'Update validation logic':
      'whether a rule or the data is wrong, its owner decides; rules are changed in the configuration or in Glue.',
    'Fix source data issues':
      'the source is an application that Handrail does not know; `/etl schema` and `/etl changes` show since when it is different.',
    'Update monitoring alerts':
      'Handrail makes no alarm; `/etl alarms` says which there are and whether one could reach somebody.',
  },
  [`${ISSUES}/4-performance-issues`]: {
    'Data skew':
      'how a stage divides its work is in the Spark UI alone, where a person looks for the one long task.',
    'Optimize data partitioning': {
      rest: 'compacting writes data anew, by a job that a person writes; Handrail says where files are many and small.',
    },
    'Fix data skew issues':
      'the key and the way around it are in the code of the job; nothing that Glue tells outside of the Spark UI names it.',
    'Update job configurations':
      'what a retry was given is gone with the next run; making it last is a change of the infrastructure code.',
  },
  [`${FAILURE}/immediate-response`]: {
    'Notify stakeholders': {
      rest: 'who has to know is known to people, and Handrail writes into its own channels only; a note keeps what was said.',
    },
  },
  [`${FAILURE}/recovery-steps`]: {
    'Fix underlying issue':
      'it is as different as causes are; Handrail names the cause, and a person takes it away.',
    'Verify data integrity': {
      rest: 'whether all rows are there once, only the data says: the query of the step is sent by `/etl query`, and judged by a person.',
    },
  },
  [`${FAILURE}/post-incident`]: {
    'Update procedures':
      'the runbook is a file in a repository, changed by people in a pull request; Handrail reads it anew by itself.',
    'Implement improvements':
      'it is work of weeks, with an owner and a date, in whatever tracker people use.',
    'Conduct post-mortem': 'people hold it; the timeline of the incident is kept for it.',
  },
  [`${LOSS}/immediate-response`]: {
    'Stop ETL jobs':
      'Handrail stops no trigger and no run of Glue: what must not be stopped is for a person to know; `/etl jobs` shows what runs.',
    'Preserve current state':
      'Handrail touches no bucket, and switching off its rules is a change that somebody has to take back.',
    'Notify stakeholders':
      'whom the loss concerns, and whether it is one in the eyes of the law, a person answers for.',
  },
  [`${LOSS}/recovery-steps`]: {
    'Restore from backups':
      'Handrail writes no data and no table: which copy is the right one is tried by a person on one object first.',
    'Verify data integrity': {
      rest: 'values that were overwritten look well to every count, so a person compares rows that they know; `/etl query` reads them.',
    },
    'Resume normal operations':
      'rules and triggers are put back by who took them away; `/etl health` says afterwards whether all stages are well.',
  },
  [`${LOSS}/post-incident`]: {
    'Update backup procedures':
      'what was missing at night is known to who was there; no command reads backups.',
    'Implement monitoring':
      'Handrail makes no alarm: one on deletes is made in the infrastructure code, and `/etl alarms` then has it.',
    'Conduct post-mortem': 'people hold it, with the owner of the data; the timeline is kept for it.',
  },
};
