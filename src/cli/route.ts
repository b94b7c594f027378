/** `handrail route`: says where a message would go and why, and sends nothing. */

import type { InboundMessage } from '../alarms/event.ts';
import type { CliContext } from './context.ts';

import { decode } from '../alarms/decode/index.ts';
import { groupOf } from '../alarms/group.ts';
import { route } from '../alarms/route.ts';
import { suggestedProcedure } from '../handlers/procedures.ts';
import { decidePlace, placeFor } from '../operations/place.ts';
import { parseRunbook } from '../runbooks/parse.ts';
import { readRunbookFiles } from '../runbook-files.ts';
import { loadForReading, readNamed } from './context.ts';
import { inboundFrom } from './payload.ts';
import { homeRegion, runbookPaths } from './start.ts';

/** Prints the decision as JSON. The payload may be an SNS envelope, a Lambda event, or the bare message. */
export async function explainRoute(context: CliContext, path: string): Promise<void> {
  const { config, folder } = await loadForReading(context);
  const message: InboundMessage = inboundFrom(
    await readNamed(context, path),
    config.sns.topics[0] ?? '',
    Date.now(),
  );
  const event = decode(message);
  const routed = route(event, config.routing);
  const runbookPath =
    routed.pipeline === null ? undefined : runbookPaths(config, folder).get(routed.pipeline);
  const runbook =
    runbookPath === undefined ? null : parseRunbook(await readRunbookFiles(runbookPath)).runbook;
  const found = suggestedProcedure(
    { of: () => runbook },
    { ...routed, title: event.headline, alarms: [{ ...event, quiet: null }] },
  );
  const places = { region: homeRegion(context, config), pipelines: config.places };
  const place = placeFor(places, { ...routed, place: event });
  // Whose the credentials of this terminal are says nothing about the bot's.
  const known = decidePlace(places, null, { ...routed, place });
  context.print(
    JSON.stringify(
      {
        alarm: {
          kind: event.kind,
          key: event.key,
          name: event.name,
          state: event.state,
          headline: event.headline,
        },
        ...routed,
        severity: `SEV${routed.severity}`,
        group: groupOf({ ...event, ...routed }, config.routing.pipelines),
        calls: { ...place, role: known.ok ? (known.value.role?.arn ?? null) : null },
        procedure:
          found === null
            ? null
            : { id: found.procedure.id, fits: found.certain ? 'yes' : 'maybe', because: found.because },
      },
      null,
      2,
    ),
  );
}
