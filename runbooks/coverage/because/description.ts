/** Of the sections that describe the pipeline: what it is made of, how it is kept safe and cheap, who learns it. */

import type { Reasons } from '../reasons.ts';

export const DESCRIPTION: Reasons = {
  'RUNBOOK.md/security-considerations/access-control': {
    'IAM roles and policies':
      'Handrail reads no IAM: whether the roles are those of the infrastructure code, a plan of that code says.',
    'Least privilege access':
      'what a role needs is known to who writes its job; `handrail iam-policy` prints the least for Handrail alone.',
    'Regular access reviews':
      'whether a person still needs access, a person decides; `/etl whoami` says only what one may do here.',
  },
  'RUNBOOK.md/security-considerations/data-protection': {
    'Encryption at rest':
      'no command reads the encryption of buckets, catalog or results; the command of the monthly procedure does, by hand.',
    'Encryption in transit':
      'Handrail speaks TLS itself and reads no bucket policy that would refuse the rest; try it once after a change.',
    'Compliance monitoring':
      'which rules apply is a matter of law, and whether one is kept takes a person who answers for it.',
  },
  'RUNBOOK.md/security-considerations/monitoring': {
    'Access pattern analysis':
      'Handrail asks CloudTrail who changed the pipeline, and never who read its data: that is for Access Analyzer.',
  },
  'RUNBOOK.md/cost-optimization/storage-optimization': {
    'Lifecycle policies':
      'no command reads lifecycle rules; `/etl lake` shows what they leave, size and growth by the day.',
    Compression: 'the format of files is not looked into, only their number and size, which `/etl lake` has.',
    'Archival strategies':
      'what may go where follows from what people were promised; `/etl costs` says what storage costs until then.',
  },
  'RUNBOOK.md/cost-optimization/compute-optimization': {
    'Spot instances':
      'whether a job can wait is for its owner to say; `/etl costs` counts the DPU hours that Flex would make cheaper.',
    'Reserved capacity':
      'it is a purchase for a year, decided with figures such as those of `/etl costs`, by who pays.',
    'Auto-scaling':
      'it is a setting of the job, which a person makes permanent; `/etl changes` tells settings of jobs that were changed lately.',
  },
  'RUNBOOK.md/cost-optimization/monitoring-costs': {
    'Cost allocation tags':
      'Handrail estimates from use and reads no bill and no tags; Cost Explorer shows what is untagged.',
  },
  'RUNBOOK.md/documentation-and-training/documentation': {
    'Architecture diagrams': 'it is drawn and kept by people, in the runbook itself.',
    'Data flow documentation':
      'it is written by people; `/etl health` shows the same stages in the same order, as they are now.',
  },
  'RUNBOOK.md/documentation-and-training': {
    Training: 'people learn from people; what Handrail gives for it is the sandbox and its broken pipeline.',
  },
  'RUNBOOK.md/documentation-and-training/training': {
    'ETL pipeline overview': 'it is an hour with a person who knows the pipeline.',
    'Monitoring and alerting':
      'reading alarms is learned beside who is on call; `/etl alarms` is what both look at.',
    'Troubleshooting procedures':
      'the practice is the learning; the sandbox breaks the pipeline, and the checklists are the real ones.',
    'Emergency response': 'a rehearsal takes the people; the checklist for it is walked as in earnest.',
  },
  'RUNBOOK.md/appendix/a-glossary': {
    Bookmark:
      'Handrail neither reads nor rewinds bookmarks: a job that read its input twice looks like any other run.',
  },
  'RUNBOOK.md/appendix': {
    'B. Reference Links': 'they lead to the pages of AWS.',
  },
  'RUNBOOK.md/appendix/b-reference-links': {
    'AWS Glue Documentation': 'it is a page of AWS; results link to the job and its run in the console.',
    'Kinesis Data Firehose Documentation': 'it is a page of AWS, which calls it Amazon Data Firehose by now.',
    'AWS Athena Documentation': 'it is a page of AWS; a query that is refused is told what to write instead.',
    'S3 Data Lake Documentation': 'it is a page of AWS.',
  },
};
