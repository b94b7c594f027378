/** Makes the overrides of the lint configuration out of the walls. */

import type { Ban, TypesOnly, Wall } from './walls.ts';
import type { OxlintConfig } from 'oxlint';

import { posix } from 'node:path';

import { MAKES_CLIENTS, WALLS, WITHOUT_EFFECTS } from './walls.ts';

type Override = NonNullable<OxlintConfig['overrides']>[number];

interface Pattern extends Partial<Ban> {
  readonly group?: readonly string[];
  readonly message: string;
}

const ROOT: Ban = {
  regex: String.raw`^(?:\.\./)+(?:app|config|config-schema|config-references|config-queries|main|runbook-files)\.ts$`,
  message:
    'Nobody but src/main.ts and src/cli knows the composition root: take what you need as a parameter, src/app.ts passes it in.',
};

const EFFECTS = [
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'crypto',
  'console',
];

/** What reads the clock, or chance, without saying so. */
export const CLOCK_AND_CHANCE = [
  {
    object: 'Date',
    property: 'now',
    message:
      'The clock is passed in: take a Clock, or the time itself, as a parameter; src/app.ts passes it in.',
  },
  {
    object: 'Math',
    property: 'random',
    message: 'Chance is passed in: take a function as a parameter; src/app.ts passes it in.',
  },
  {
    object: 'crypto',
    property: 'randomUUID',
    message: 'Ids are passed in: take a NewId as a parameter; src/app.ts passes it in.',
  },
];

export const NO_ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message:
    'The environment is read in src/main.ts: take the value as a parameter, src/config.ts is where it gets its name and its check.',
};

const NO_TIMER = {
  object: 'AbortSignal',
  property: 'timeout',
  message:
    'A time limit is a timer, and timers are passed in: take a Deadline as a parameter; src/app.ts passes it in.',
};

/** One override for each wall, then the globals of the folders without effects. A later one replaces an earlier one. */
export function restrictions(): Override[] {
  return [
    ...Object.entries({ ...WALLS, ...MAKES_CLIENTS })
      // A folder stands before the folders and files in it, whose own walls are to hold there.
      .toSorted(([one], [other]) => one.split('/').length - other.split('/').length)
      .map(([name, wall]) => ({
        files: [filesOf(name)],
        rules: restrictedImports(patternsOf(name, wall)),
      })),
    {
      files: WITHOUT_EFFECTS.map(filesOf),
      rules: {
        'no-restricted-properties': ['error', NO_ENVIRONMENT, ...CLOCK_AND_CHANCE, NO_TIMER],
        'no-restricted-globals': [
          'error',
          {
            checkGlobalObject: true,
            globals: EFFECTS.map((name) => ({
              name,
              message:
                'This folder has no clock, no chance, no environment and no I/O: take what it gives as a parameter, src/app.ts passes it in.',
            })),
          },
        ],
      },
    },
  ];
}

/** The rule that refuses these imports. */
export function restrictedImports(patterns: readonly Pattern[]): NonNullable<Override['rules']> {
  return { 'no-restricted-imports': ['error', { patterns: patterns.map(mutable) }] };
}

/** The types of the configuration are mutable, the walls are not. */
function mutable({ group, importNames, ...pattern }: Pattern) {
  return {
    ...pattern,
    ...(group === undefined ? {} : { group: [...group] }),
    ...(importNames === undefined ? {} : { importNames: [...importNames] }),
  };
}

function filesOf(name: string): string {
  return isFile(name) ? `src/${name}` : `src/${name}/**`;
}

function patternsOf(
  name: string,
  { values, types = [], packages, within = [], bans = [], remedy }: Wall,
): readonly Pattern[] {
  if (remedy === null) return bans;
  const ours = [...values, ...types.flatMap(({ of }) => of)];
  const group = [
    ...everything(name, packages),
    ...within.map((way) => `!${way}`),
    ...ours.map((target) => `!${wayTo(name, target)}`),
  ];
  const root = isBesideFolders(name) || values.length === 0 ? [] : [ROOT];
  return [...root, ...types.map(typesOnly), ...bans, { group, message: remedy }];
}

/** What is refused unless it is named: all that lies elsewhere, and packages too where a wall names its own. */
function everything(name: string, packages: readonly string[] | undefined): readonly string[] {
  // One folder down, `../x.ts` is a sibling's; what lies beside the folders is refused by its own pattern.
  const own = name.includes('/') ? ['!./**'] : ['!./**', '!../*.ts'];
  const named = (packages ?? []).map((one) => `!${one}`);
  if (packages === undefined) return isBesideFolders(name) ? ['../**', './**'] : ['../**', ...own];
  if (isBesideFolders(name)) return ['**', ...named];
  // A folder with nothing to import has nothing above it either.
  return ['**', ...(packages.length === 0 ? ['!./**'] : own), ...named];
}

function typesOnly({ of, remedy }: TypesOnly): Pattern {
  const ways = of.map((target) => (isFile(target) ? `${target.replaceAll('.', '\\.')}$` : `${target}/`));
  return { regex: `^(?:\\.\\./)+(?:${ways.join('|')})`, allowTypeImports: true, message: remedy };
}

function wayTo(name: string, target: string): string {
  const path = isFile(target) ? target : `${target}/**`;
  if (isBesideFolders(name)) return `./${path}`;
  const sibling = posix.dirname(name) === posix.dirname(target) && isFile(target);
  return sibling ? `../${posix.basename(target)}` : `**/${path}`;
}

function isFile(name: string): boolean {
  return name.endsWith('.ts');
}

function isBesideFolders(name: string): boolean {
  return isFile(name) && !name.includes('/');
}
