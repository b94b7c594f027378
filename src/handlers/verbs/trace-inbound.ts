/** The fate of an inbound message: when it came, what was made of it, and which incident it went into. Never its text. */

import type { AlarmEvent, Fact } from '../../alarms/event.ts';
import type { Route } from '../../alarms/route.ts';
import type { InboundFate } from '../ports.ts';
import type { Reply } from '../reply.ts';
import type { Tracing } from './tracing.ts';

import { parseArn } from '../../lib/arn.ts';
import { route } from '../../alarms/route.ts';
import { formatTime } from '../../lib/moment.ts';
import { count, withoutStop } from '../../lib/text.ts';
import { finding } from '../../operations/findings.ts';
import { eventOf } from '../apply-inbound.ts';

/** Tells it. `copies` are messages of the same id in other topics. */
export function traceInbound(
  { deps, command }: Tracing,
  message: InboundFate,
  copies: readonly InboundFate[],
): Reply {
  const { id, applied, attempts } = message;
  const event = eventOf(message);
  const incident = applied?.incident ?? null;
  const waits = attempts === 0 ? 'waits to be applied' : `could not be applied ${count(attempts, 'time')}`;
  const verdict = applied === null && attempts > 0 ? 'fail' : 'ok';
  return {
    kind: 'finding',
    command,
    finding: finding({
      verdict,
      summary: `Inbound message ${id} ${applied === null ? waits : appliedWords(applied, event)}`,
      facts: factsOf(message, event, route(event, deps.routing)),
      next: [
        ...(incident === null ? [] : [`/etl ${incident}`, `/etl trace #${incident}`]),
        ...copies.map((copy) => `/etl trace ${copy.id}`),
      ],
      trueAt: deps.clock(),
    }),
  };
}

function appliedWords({ incident, note }: NonNullable<InboundFate['applied']>, event: AlarmEvent): string {
  const went = incident === null ? 'is in no incident' : `went into #${incident}`;
  const because = withoutStop(withoutText(note, event));
  return because === '' ? went : `${went}: ${because}`;
}

function factsOf(message: InboundFate, event: AlarmEvent, routed: Route): readonly Fact[] {
  const { messageId, topicArn, sentAt, receivedAt, applied, attempts, lastError, notBefore } = message;
  const fact = (label: string, value: string | null): readonly Fact[] =>
    value === null ? [] : [{ label, value }];
  const stage = routed.stage === null ? '' : `, stage ${routed.stage}`;
  const where = `${routed.pipeline ?? 'no pipeline'}${stage}, SEV${routed.severity}, ${routed.channel}`;
  const isText = event.kind === 'text';
  return [
    ...fact('MessageId', messageId),
    ...fact('Topic', parseArn(topicArn)?.resource ?? topicArn),
    ...fact('Came', `${formatTime(receivedAt)}, sent ${formatTime(sentAt)}`),
    ...fact('Kind', isText ? 'text, which is not shown here' : `${event.kind}, ${event.state}`),
    ...fact('Alarm', isText ? null : event.name),
    // What was decided then is in its note; where it would go is said by the configuration that is read now.
    ...fact('Goes by now to', isText ? where : `${where}: ${routed.reason}`),
    ...fact('Applied', applied === null ? null : formatTime(applied.at)),
    ...fact(
      'Failed',
      attempts === 0
        ? null
        : `${count(attempts, 'time')}; the last: ${withoutText(lastError ?? 'unknown', event)}`,
    ),
    ...fact('Tried again', applied === null && attempts > 0 ? formatTime(notBefore) : null),
  ];
}

/** What people wrote themselves is for those who see the card; a text is called after its subject or its first line. */
function withoutText(words: string, { kind, name, headline }: AlarmEvent): string {
  if (kind !== 'text') return words;
  return [headline, name]
    .filter((text) => text !== '')
    .reduce((left, text) => left.replaceAll(text, 'the text'), words);
}
