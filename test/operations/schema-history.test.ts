import { describe, expect, it } from '@jest/globals';

import type { TableVersion } from '../../src/operations/table-schema.ts';
import type { TrailReading } from '../../src/operations/trail.ts';

import { counted, historyOf } from '../../src/operations/schema-history.ts';
import { tableFinding } from '../../src/operations/schema-table-finding.ts';

const NOW = Date.UTC(2026, 10, 12, 3);
const DAY = 86_400_000;
const NOBODY: TrailReading = { events: [], cut: [], left: [], refused: null };

function version(id: number, types: readonly string[], more: Partial<TableVersion> = {}): TableVersion {
  return {
    id: String(id),
    at: NOW - (20 - id) * DAY,
    schema: {
      columns: types.map((type, place) => ({ name: `c${place}`, type })),
      keys: [],
      format: 'json',
      location: 's3://b/t/',
      serde: 'org.openx.data.jsonserde.JsonSerDe',
      settings: {},
    },
    comments: [],
    parameters: {},
    ...more,
  };
}

function table(versions: readonly TableVersion[], isCut = false) {
  return {
    database: 'todo_bronze',
    name: 'users',
    createdAt: NOW - 20 * DAY,
    changedAt: NOW,
    versions,
    isCut,
  };
}

describe('the history of a table', () => {
  it('is in the order of the versions, whatever order they were answered in', () => {
    const versions = [9, 10, 8].map((id) =>
      version(
        id,
        Array.from({ length: id }, () => 'int'),
      ),
    );
    expect(historyOf({ versions, isCut: false }).map((entry) => entry.version.id)).toEqual(['10', '9', '8']);
  });

  it.each([
    [
      'statistics or parameters of a crawler only, a version that nobody made by hand',
      { parameters: { recordCount: '5' } },
    ],
    ['comments only', { comments: ['since the account was made'], parameters: { recordCount: '5' } }],
    [
      'a commit of Iceberg, no column of it',
      { parameters: { metadata_location: 's3://b/t/metadata/2.json' } },
    ],
    ['nothing that differs', {}],
  ])('does not count %s', (words, more) => {
    const history = historyOf({ versions: [version(0, ['int']), version(1, ['int'], more)], isCut: false });
    expect(history[0]?.quiet).toBe(words);
    expect(counted(history)).toEqual([]);
  });

  it('says nothing of the oldest that was read where there are more', () => {
    const versions = [version(5, ['int']), version(6, ['int', 'int'])];
    expect(historyOf({ versions, isCut: true }).map((entry) => entry.version.id)).toEqual(['6']);
    expect(historyOf({ versions, isCut: false }).map(({ isFirst }) => isFirst)).toEqual([false, true]);
  });
});

describe('what is told of a table', () => {
  it('puts what nobody made in one row as long as it goes on', () => {
    const quiet = [2, 3, 4].map((id) =>
      version(id, ['int', 'int'], { parameters: { recordCount: String(id) } }),
    );
    const found = tableFinding(
      table([version(0, ['int']), version(1, ['int', 'int']), ...quiet, version(5, ['string', 'int'])]),
      NOBODY,
      NOW,
    );
    expect(found.table?.rows.map(([, what, fits, , id]) => [what, fits, id])).toEqual([
      ['c0 changed from int to string', 'no', '5'],
      [
        '3 versions: statistics or parameters of a crawler only, a version that nobody made by hand',
        '',
        '2–4',
      ],
      ['c1 int added at the end', 'yes', '1'],
      ['made with 1 column', '', '0'],
    ]);
    expect(found.verdict).toBe('ok');
    expect(found.summary).toBe(
      'todo_bronze.users: c0 changed from int to string, 2026-10-28T03:00Z, incompatible. 2 changes in 30 days',
    );
  });

  it('warns of what was broken within a week', () => {
    const found = tableFinding(table([version(0, ['int']), version(15, ['string'])]), NOBODY, NOW);
    expect(found.verdict).toBe('warn');
  });

  it('shows twenty lines, and says of how many', () => {
    const versions = Array.from({ length: 30 }, (_, id) =>
      version(
        id,
        Array.from({ length: id + 1 }, () => 'int'),
      ),
    );
    const found = tableFinding(table(versions), NOBODY, NOW);
    expect(found.table?.rows).toHaveLength(20);
    expect(found.facts).toContainEqual({ label: 'Shown', value: 'the newest 20 of 30 lines' });
  });

  it('says that nothing changed since it was made', () => {
    expect(tableFinding(table([version(0, ['int'])]), NOBODY, NOW).summary).toBe(
      'todo_bronze.users: its schema is as it was made 2026-10-23T03:00Z',
    );
  });

  it('says how it is laid out', () => {
    const layout = (more: Partial<TableVersion['schema']>): string => {
      const only = version(0, ['int']);
      const found = tableFinding(table([{ ...only, schema: { ...only.schema, ...more } }]), NOBODY, NOW);
      return found.facts.find(({ label }) => label === 'Layout')?.value ?? '';
    };
    expect(layout({})).toBe('JSON, without partitions: files are read as the table says by now');
    expect(layout({ keys: [{ name: 'dt', type: 'string' }] })).toContain(
      'partitioned by dt string: each partition keeps',
    );
    expect(layout({ format: 'iceberg' })).toContain('a version for each commit');
    expect(layout({ format: 'view' })).toContain('a view');
  });
});
