/** Of the daily, weekly and monthly procedures. */

import type { Reasons } from '../reasons.ts';

export const OPERATIONS: Reasons = {
  'RUNBOOK.md/operational-procedures/weekly-operations/1-review-etl-job-performance': {
    'Optimize job configurations if needed': {
      rest: 'which setting to change is judged from worker utilisation, which no command reads, and is made in the infrastructure code.',
    },
  },
  'RUNBOOK.md/operational-procedures/weekly-operations/2-data-lake-maintenance': {
    'Check data retention policies':
      'no command reads lifecycle rules, and only people know how long they promised to keep what.',
    'Clean up temporary files': {
      rest: 'Handrail deletes nothing, and sees neither the results of Athena nor uploads that were never finished.',
    },
  },
  'RUNBOOK.md/operational-procedures/weekly-operations/3-schema-evolution': {
    'Update Glue table definitions':
      'Handrail changes no catalog: definitions come from the infrastructure code; `/etl schema` shows how the new one was taken.',
    'Update ETL job logic if needed':
      'it is code, written and tested by a person; `/etl changes` says when the script was replaced.',
  },
  'RUNBOOK.md/operational-procedures/monthly-operations/1-capacity-planning': {
    'Plan for scaling requirements': {
      rest: 'no command reads quotas, and what the next months bring is known to people: Service Quotas has the use.',
    },
    'Update lifecycle policies':
      'what expires is gone for good, so a person changes it, in the infrastructure code.',
  },
  'RUNBOOK.md/operational-procedures/monthly-operations/2-performance-optimization': {
    'Optimize data partitioning': {
      rest: 'repartitioning writes a table anew, which a person plans; Handrail shows who would gain by it, and where files are small.',
    },
    'Review indexing strategies':
      'sort orders and partition indexes are not looked at; `/etl queries slow` says which queries read everything for want of one.',
    'Update ETL job configurations':
      'settings that last belong into the infrastructure code; `/etl changes` says what was set last, and by whom.',
  },
  'RUNBOOK.md/operational-procedures/monthly-operations': {
    'Security and Compliance':
      'Handrail reads no IAM, no encryption and no policies; it asks the four steps, keeps who ticked them, and a person does them.',
  },
  'RUNBOOK.md/operational-procedures/monthly-operations/3-security-and-compliance': {
    'Review access permissions':
      'Handrail reads no IAM: unused permissions are in Access Analyzer, and who needs which is for their owner to say.',
    'Verify data encryption':
      'no command reads the encryption of buckets; the one to copy stands in the step.',
    'Check compliance requirements':
      'personal data is masked in what Handrail asks of Athena, so a person looks for the user, with rights of their own.',
    'Update security policies':
      'Handrail changes no policy: they come from the infrastructure code, whose plan shows a difference.',
  },
};
