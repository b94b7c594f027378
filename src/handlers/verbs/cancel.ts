/** Stops a run by its id, as the button on its card does: the very deed, with its access, its audit and its refusals. */

import type { OperationRun } from '../../runs/state.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { LASTING_WAY_OUT, RUN_DEEDS, wayOutOf } from '../../deeds/run.ts';
import { truncate } from '../../lib/text.ts';
import { asToldTo, shortId } from '../../runs/told.ts';
import { deniedDeed, refused } from '../deed.ts';
import { runDeed } from '../run-deeds.ts';
import { readArguments } from './grammar.ts';
import { runsNamed } from './named-run.ts';

const MOST_OFFERED = 5;
const COMMAND_LENGTH = 80;

export const cancelVerb: Verb = {
  verb: 'cancel',
  aliases: [],
  summary:
    'Stops a run, as the button on its card does; a change goes on in AWS. What you asked only to see you may always stop',
  arguments: [
    {
      name: 'run',
      summary: 'its id, or the last letters of it as running lists them; the only one of yours when left out',
      form: 'positional',
      required: false,
      example: '<run>',
    },
  ],
  risk: 'respond',
  atCommandLine: true,
  run,
};

async function run(deps: HandlerDeps, context: VerbContext): Promise<Reply> {
  const { actor, delivery, words } = context;
  const read = readArguments(words, cancelVerb.arguments);
  if (!read.ok) return refused(read.error);
  // Before anything is read, since what runs is a secret too. Who may read may stop what they asked to see.
  const deed = { name: RUN_DEEDS['cancel-run'].name, risk: 'read' } as const;
  const said = `${words.verb} ${words.rest}`.trim();
  const denied = await deniedDeed(deps, { actor, delivery, deed, words: said, incident: null });
  if (denied !== null) return denied;
  const { run: word } = read.value;
  const meant = await deps.store.read(async (reader) =>
    word === undefined
      ? reader.runs.openOf(actor, MOST_OFFERED + 1)
      : runsNamed(reader, actor, word, deps.clock()),
  );
  const [only, ...others] = meant;
  if (only === undefined) return word === undefined ? nothingRuns() : noSuchRun(word);
  if (others.length > 0) return whichOne(meant, context);
  return runDeed(deps, actor, delivery, only.id, wayOutOf(only) ?? LASTING_WAY_OUT);
}

function nothingRuns(): Reply {
  return refused('Nothing of yours runs. To stop what somebody else runs, say which.', {
    next: ['/etl running --all'],
  });
}

function noSuchRun(word: string): Reply {
  return refused(
    `Expected the id of a run that is open, or the last six letters of it or more, got ${JSON.stringify(word)}. What is over cannot be stopped.`,
    { next: ['/etl running --all'] },
  );
}

function whichOne(meant: readonly OperationRun[], { actor }: VerbContext): Reply {
  const ids = meant.map(({ id }) => id);
  const offered = meant.slice(0, MOST_OFFERED);
  const lines = offered.map(
    (each) => `${shortId(each.id, ids)}: ${truncate(asToldTo(each, actor).command, COMMAND_LENGTH)}`,
  );
  const more = meant.length > MOST_OFFERED ? ['… and more; /etl running lists them'] : [];
  return refused(['More than one run is meant. Say which one.', ...lines, ...more].join('\n'), {
    next: offered.map(({ id }) => `/etl cancel ${shortId(id, ids)}`),
  });
}
