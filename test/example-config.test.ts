/** The example that people copy: it loads, it shows every key there is, and what it names exists. */

import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

import { configFile } from '../src/config-schema.ts';
import { faultLines, loadConfig, loadFileConfig } from '../src/config.ts';
import { upstreamOf } from '../src/alarms/route.ts';
import { readRunbookFiles } from '../src/runbook-files.ts';
import { procedureById } from '../src/runbooks/find.ts';
import { parseRunbook } from '../src/runbooks/parse.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NAME = 'handrail.example.yaml';
const SECRETS = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_SIGNING_SECRET: 'secret' };

const text = await readFile(`${ROOT}${NAME}`, 'utf8');

describe('the example configuration', () => {
  it('loads for start, with nothing but the two secrets in the environment', () => {
    const loaded = loadConfig({ name: NAME, text }, SECRETS);
    expect(loaded.ok ? [] : faultLines(loaded.error)).toEqual([]);
  });

  it('orders its stages from ingestion to serving', () => {
    const { stages } = pipeline();
    expect(stages.map(({ name }) => name)).toEqual(['ingestion', 'bronze', 'silver', 'gold', 'serving']);
    expect([...upstreamOf('serving', stages)].toSorted()).toEqual(['bronze', 'gold', 'ingestion', 'silver']);
  });

  it('shows every key that the schema accepts', () => {
    const accepted = keysOf(schema);
    expect(accepted.length).toBeGreaterThan(30);
    const shown = new Set([...keysIn(parse(text))].map(withoutPlaceOfMatch));
    expect(accepted.filter((key) => !shown.has(withoutPlaceOfMatch(key)))).toEqual([]);
  });

  it('names a runbook that is there, and procedures that are in it', async () => {
    const { runbook: path } = pipeline();
    const { runbook } = parseRunbook(await readRunbookFiles(`${ROOT}${path}`));
    const named = config().routing.routes.flatMap(({ procedure }) => procedure ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => procedureById(runbook, id) === null)).toEqual([]);
  });
});

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
}

const schema: JsonSchema = z.toJSONSchema(configFile, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

/** The paths of all keys that have a name: `pipelines.*.stages.*.after`. */
function keysOf(node: JsonSchema, path = ''): readonly string[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    `${path}${key}`,
    ...keysOf(child, `${path}${key}.`),
  ]);
  const { additionalProperties, items } = node;
  const anyName = typeof additionalProperties === 'object' ? keysOf(additionalProperties, `${path}*.`) : [];
  return [...named, ...anyName, ...(items === undefined ? [] : keysOf(items, `${path}[].`))];
}

/** A match is the same wherever it stands: each of its fields has to be shown once. */
function withoutPlaceOfMatch(key: string): string {
  return key.replace(/^.*\.match\./, 'match.');
}

/** The paths that a value has, with `*` as well as the name for each key. */
function keysIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  walk(value, ['']);
  return found;

  function walk(node: unknown, paths: readonly string[]): void {
    if (Array.isArray(node))
      for (const item of node)
        walk(
          item,
          paths.map((path) => `${path}[].`),
        );
    else if (typeof node === 'object' && node !== null) {
      for (const [key, child] of Object.entries(node)) {
        const here = paths.flatMap((path) => [`${path}${key}`, `${path}*`]);
        for (const path of here) found.add(path);
        walk(
          child,
          here.map((path) => `${path}.`),
        );
      }
    }
  }
}

function config() {
  const loaded = loadFileConfig({ name: NAME, text }, {});
  if (!loaded.ok) throw new Error(faultLines(loaded.error));
  return loaded.value;
}

function pipeline() {
  const [only] = config().pipelines;
  if (only === undefined) throw new Error('Expected a pipeline in the example');
  return only;
}
