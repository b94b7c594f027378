/** What a pipeline may be asked by name, as the configuration says it: what it comes to, and what it is refused for. */

import { describe, expect, it } from '@jest/globals';

import { faultLines, loadConfig } from '../src/config.ts';

const ENV = { SLACK_BOT_TOKEN: 'xoxb-a-bot-token', SLACK_SIGNING_SECRET: 'a-signing-secret' };
const ATHENA = 'athena: { workgroup: todo-etl, databases: [todo_silver] }';
const USERS = 'sql: "SELECT count_if(user_id IS NULL) FROM users"';

/** A pipeline with these lines, of which the first is line 5. */
function loaded(...lines: readonly string[]) {
  const text = [
    'slack: { channel: "#a" }',
    'sns: { topics: ["arn:aws:sns:eu-central-1:123456789012:alarms"] }',
    'pipelines:',
    '  todo-etl:',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
  return loadConfig({ name: 'handrail.yaml', text }, ENV);
}

function estate(...lines: readonly string[]) {
  const config = loaded(...lines);
  if (!config.ok) throw new Error(faultLines(config.error));
  return config.value.estates[0];
}

function faults(...lines: readonly string[]) {
  const config = loaded(...lines);
  return config.ok ? [] : config.error.map(({ where, problem }) => `${where}: ${problem}`);
}

const rule = (text: string): readonly string[] => [ATHENA, 'quality:', `  users-complete: { ${text} }`];

describe('a rule of quality', () => {
  it('is a named query with what its number may be', () => {
    const named = estate(
      ATHENA,
      'queries: { user-days: { sql: "SELECT dt FROM users" } }',
      'quality:',
      `  users-complete: { table: users, ${USERS}, fail_above: 0, say: user ids are missing }`,
      '  users-came: { sql: "SELECT count(*) FROM users", fail_below: 1, say: no users came, level: operator }',
    )?.queries?.queries;
    expect(named).toEqual([
      { name: 'user-days', sql: 'SELECT dt FROM users', parameters: [], level: 'viewer' },
      {
        name: 'users-complete',
        sql: 'SELECT count_if(user_id IS NULL) FROM users',
        parameters: [],
        level: 'viewer',
        rule: { table: 'users', failAbove: 0, failBelow: null, say: 'user ids are missing' },
      },
      {
        name: 'users-came',
        sql: 'SELECT count(*) FROM users',
        parameters: [],
        level: 'operator',
        rule: { table: null, failAbove: null, failBelow: 1, say: 'no users came' },
      },
    ]);
  });

  it.each([
    [`${USERS}, say: missing`, 'Expected fail_above, fail_below or both, got neither. '],
    [`${USERS}, fail_above: 1, fail_below: 2, say: odd`, 'Expected fail_below to be at most fail_above'],
    [`${USERS}, fail_above: "0", say: missing`, 'Expected a number, got "0". '],
    [`${USERS}, fail_above: 0`, 'say: Expected text, got nothing. '],
    [`${USERS}, fail_above: 0, say: " "`, 'Expected a sentence of one line'],
    ['sql: DELETE FROM users, fail_above: 0, say: missing', 'Expected a statement that reads: SELECT, '],
    ['sql: "SELECT count(*) FROM other.users", fail_above: 0, say: x', 'Expected a database of the list'],
    [
      'sql: "SELECT count(*) FROM users WHERE dt = ?", fail_above: 0, say: x',
      'Expected no question mark, since a rule has no parameters, got 1. ',
    ],
  ])('with %s is refused with its line', (text, problem) => {
    expect(faults(...rule(text))).toEqual([
      expect.stringMatching(/^handrail\.yaml:7: pipelines\.todo-etl\.quality\.users-complete/),
    ]);
    expect(faults(...rule(text))).toEqual([expect.stringContaining(problem)]);
  });

  it('tells nothing of a masked column', () => {
    const masked = rule('sql: "SELECT count_if(email IS NULL) FROM users", fail_above: 0, say: missing');
    expect(faults(...masked)).toEqual([]);
    expect(faults(...masked, 'mask: [email]')).toEqual([expect.stringMatching(/^handrail\.yaml:7: .*email/)]);
  });

  it('needs Athena, and a name that no query has', () => {
    const [, ...without] = rule(`${USERS}, fail_above: 0, say: missing`);
    expect(faults(...without)).toEqual([
      expect.stringMatching(/^handrail\.yaml:6: .*Expected athena beside /),
    ]);
    expect(
      faults(
        ...rule(`${USERS}, fail_above: 0, say: missing`),
        'queries: { users-complete: { sql: "SELECT 1" } }',
      ),
    ).toEqual([
      'handrail.yaml:7: pipelines.todo-etl.quality.users-complete: Expected a name that no query has, since both are asked for by it, got "users-complete". Rename one of them.',
    ]);
  });
});

describe('what is asked for by name', () => {
  it.each([
    ['queries', 'query'],
    ['quality', 'rule'],
  ])('under %s has a name that can be typed', (section, what) => {
    expect(faults(ATHENA, `${section}: { Users: { ${USERS} } }`)).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^handrail\\.yaml:6: .*${section}\\.Users: Expected the name of a ${what}: a small letter`,
        ),
      ),
    );
  });
});
