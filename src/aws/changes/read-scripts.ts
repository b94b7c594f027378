/** Reads when the scripts of Glue jobs were last written. Who wrote them nobody says. */

import type { Refused, ScriptReading } from '../../operations/estate-reading.ts';
import type { NamedJob } from '../glue/read-jobs.ts';
import type { Call } from '../makers.ts';

import { redact } from '../../lib/redact.ts';
import { count, oneLine, truncate } from '../../lib/text.ts';
import { inParallel } from '../in-parallel.ts';
import { answerOrReport } from '../refusals.ts';

const LONGEST_LOCATION = 300;
const REMEDY =
  'Add s3:GetObject on the script to the role Handrail runs as; scripts of the pipeline in the configuration names the bucket for handrail iam-policy.';

interface Scripts {
  readonly scripts: readonly ScriptReading[];
  readonly refused: readonly Refused[];
}

/** Those of these jobs that lie in S3, each once. Of what is refused one sentence is told, with how many there are. */
export async function readScripts(jobs: readonly NamedJob[], call: Call): Promise<Scripts> {
  const byLocation = Map.groupBy(jobs, ({ Command }) => Command?.ScriptLocation ?? '');
  const answers = await inParallel([...byLocation], call, async ([location, those]) => {
    const [, bucket, key] = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
    if (bucket === undefined || key === undefined) return null;
    const answer = await answerOrReport(
      call.clients.s3.headObject({ Bucket: bucket, Key: key }, { abortSignal: call.signal }),
      { doing: `look at the script of ${those[0]?.Name}`, action: 's3:GetObject', remedy: REMEDY },
    );
    return { location, names: those.map(({ Name }) => Name), answer };
  });
  const scripts: ScriptReading[] = [];
  const missing: Refused[] = [];
  const sentences: string[] = [];
  for (const each of answers) {
    if (each === null) continue;
    const { location, names, answer } = each;
    const changedAt = answer.ok ? answer.value.LastModified?.getTime() : undefined;
    const shown = truncate(oneLine(redact(location)), LONGEST_LOCATION);
    if (!answer.ok && answer.error.kind === 'not-found')
      missing.push({
        what: `Script of ${names.join(', ')}`,
        sentence: `There is no ${shown}, which the job runs: its next run fails. See who deleted it.`,
        isVital: false,
      });
    else if (!answer.ok) sentences.push(answer.error.sentence);
    else if (changedAt !== undefined) scripts.push({ location: shown, jobs: names, changedAt });
  }
  const [first] = sentences;
  const others = sentences.length - 1;
  const more = others > 0 ? ` So it is with ${count(others, 'other script')}.` : '';
  return {
    scripts,
    refused: [
      ...missing,
      ...(first === undefined ? [] : [{ what: 'Scripts', sentence: `${first}${more}`, isVital: false }]),
    ],
  };
}
