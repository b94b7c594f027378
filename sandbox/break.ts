/** `handrail break` and `handrail mend`: turn a switch of the running sandbox, as a press on its page does. */

import type { CliContext } from '../src/cli/context.ts';
import type { PageSwitch } from './page/contract.ts';

import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

import { CliFault } from '../src/cli/context.ts';
import { rememberedAddress, sandboxHome } from './place.ts';

const stateSchema = z.object({
  pipeline: z.object({
    switches: z.array(z.object({ id: z.string(), group: z.string(), help: z.string(), on: z.boolean() })),
  }),
});
const resultSchema = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);
type Switch = z.infer<typeof stateSchema>['pipeline']['switches'][number];

const GROUPS: readonly PageSwitch['group'][] = ['jobs', 'ingestion', 'data', 'account'];
const MOST_NEAREST = 3;

/** Breaks it, or mends it. Throws a sentence when there is no such switch, or no sandbox. */
export async function turnSwitch(context: CliContext, name: string, on: boolean): Promise<void> {
  const page = await pageOf(context);
  const switches = await switchesOf(page);
  const found = switches.find(({ id }) => id === name);
  if (found === undefined) throw new CliFault(unknown(name, switches));
  if (found.on === on) {
    context.print(`${name} is ${on ? 'broken' : 'well'} already.`);
    return;
  }
  const result = resultSchema.parse(await ask(`${page}/page/acts`, { act: 'switch', id: name, on }));
  if (!result.ok) throw new CliFault(result.error);
  context.print(on ? `Broken: ${name}. ${found.help}` : `Mended: ${name}.`);
}

/** Prints what can be broken, group by group; what is broken now is marked. */
export async function listSwitches(context: CliContext): Promise<void> {
  const switches = await switchesOf(await pageOf(context));
  const width = Math.max(...switches.map(({ id }) => id.length));
  for (const group of GROUPS) {
    context.print(`${group}:`);
    for (const { id, help, on } of switches.filter((each) => each.group === group)) {
      context.print(`  ${id.padEnd(width)}  ${on ? 'BROKEN. ' : ''}${help}`);
    }
  }
}

async function pageOf({ env }: CliContext): Promise<string> {
  const page = await rememberedAddress(sandboxHome(env), 'page');
  if (page === null) throw new CliFault(NONE_RUNS);
  return page;
}

async function switchesOf(page: string): Promise<readonly Switch[]> {
  return stateSchema.parse(await ask(`${page}/page/state`)).pipeline.switches;
}

const NONE_RUNS = 'Expected a sandbox that runs on this machine, found none. Start it: npx handrail sandbox';

/** An address that nobody listens on any more is that of a sandbox that was killed. */
async function ask(url: string, act?: object): Promise<unknown> {
  const request =
    act === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(act) };
  let answer: Response;
  try {
    answer = await fetch(url, request);
  } catch {
    throw new CliFault(NONE_RUNS);
  }
  if (!answer.ok) throw new CliFault(`The sandbox answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function unknown(name: string, switches: readonly Switch[]): string {
  const near = switches
    .map(({ id }) => id)
    .toSorted((a, b) => distance(name, a) - distance(name, b))
    .slice(0, MOST_NEAREST);
  return `Expected something that can be broken, got ${JSON.stringify(name)}. Nearest: ${near.join(', ')}. All of them: npx handrail break --list`;
}
