/** Of regular maintenance, backup and recovery. */

import type { Reasons } from '../reasons.ts';

const REGULAR = 'RUNBOOK.md/maintenance-procedures/regular-maintenance';
const BACKUP = 'RUNBOOK.md/maintenance-procedures/backup-and-recovery';

export const UPKEEP: Reasons = {
  [`${REGULAR}/1-data-lake-cleanup`]: {
    'Clean up temporary files': {
      rest: 'Handrail deletes nothing, and whether a run still needs a file only a look at what runs can say.',
    },
    'Remove old partitions':
      'Handrail deletes neither objects nor partitions; `/etl lake` shows the newest ones, not how old the oldest is.',
    'Archive historical data':
      'storage classes are changed by rules that people write; that an old day still reads, a query of it says.',
  },
  [REGULAR]: {
    'Schema Updates':
      'Handrail changes no catalog and no code; `/etl schema` and `/etl changes` show how the new ones were taken.',
  },
  [`${REGULAR}/2-schema-updates`]: {
    'Update Glue table definitions':
      'Handrail changes no catalog; `/etl schema` shows afterwards whether the new version is the only one.',
    'Modify ETL job logic': 'it is code, written and tested by a person.',
    'Test schema compatibility': {
      rest: 'that a job copes with both is tried by running it on test data, which Handrail does not have.',
    },
    'Deploy changes': { rest: 'Handrail deploys nothing; a person does, and watches two runs.' },
  },
  [`${REGULAR}/3-performance-tuning`]: {
    'Optimize data partitioning':
      'repartitioning writes a table anew, which a person plans; `/etl lake` and `/etl queries slow` show where it pays.',
    'Update job configurations':
      'settings that last belong into the infrastructure code; a retry with other workers is the way to try one.',
  },
  'RUNBOOK.md/maintenance-procedures': {
    'Backup and Recovery':
      'Handrail reads no backups and restores nothing; it asks the eight steps, and a person does them and ticks them.',
  },
  [BACKUP]: {
    'Data Backup':
      'no command reads versioning, replication or point-in-time recovery; the steps have those to copy.',
    'Disaster Recovery': 'it is a second region, built, decided on and rehearsed by people.',
  },
  [`${BACKUP}/1-data-backup`]: {
    'S3 versioning enabled':
      'no command reads the versioning of buckets; the one to copy stands in the step.',
    'Cross-region replication':
      'no command reads replication; that an alarm on it fires, `/etl alarms` says, and what to do then Data Loss Prevention.',
    'Point-in-time recovery':
      'of the tables only the streams are read; the command to copy stands in the step.',
    'Regular backup testing':
      'a restore is tried by a person with a watch; nothing less shows that it works.',
  },
  [`${BACKUP}/2-disaster-recovery`]: {
    'Multi-region deployment':
      'it is the infrastructure code, run once more; once it stands, `/etl health --in` asks the other region.',
    'Automated failover': 'what fails over by itself is built into the tables; on the rest a person decides.',
    'Data replication':
      'replication latency is in CloudWatch, and no command reads it; an alarm on it makes an incident.',
    'Recovery procedures': 'a rehearsal takes the people, and those who did not write it.',
  },
};
