import { describe, expect, it } from '@jest/globals';
import type { Config, ConfigFault } from '../src/config.ts';
import { faultLines, loadConfig, loadFileConfig } from '../src/config.ts';
import { DNS_SUFFIXES } from '../src/lib/arn.ts';

const ENV = { SLACK_BOT_TOKEN: 'xoxb-a-bot-token', SLACK_SIGNING_SECRET: 'a-signing-secret' };

const SMALLEST = `
slack: { channel: "#todo-etl-alerts" }           # where cards go unless a route or pipeline says otherwise
sns:
  topics: ["arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms"]
  signing_certificates: {}                        # SigningCertURL → local PEM; then nothing is fetched
  max_age: 24h                                    # durations: 30s, 5m, 24h, 7d
pipelines:
  todo-etl:
    runbook: runbooks/todo-etl                    # a folder, or one file
routes: []
access: { responder: ["*"] }
`;

/** The smallest configuration with more lines; the first of them is line 3. */
function withLines(...lines: readonly string[]): string {
  const head = [
    'slack: { channel: "#a" }',
    'sns: { topics: ["arn:aws:sns:eu-central-1:123456789012:alarms"] }',
  ];
  return [...head, ...lines].join('\n');
}

function load(text: string, env: Readonly<Record<string, string | undefined>> = ENV): Config {
  const loaded = loadConfig({ name: 'handrail.yaml', text }, env);
  if (!loaded.ok) throw new Error(faultLines(loaded.error));
  return loaded.value;
}

function faultsOf(
  text: string,
  env: Readonly<Record<string, string | undefined>> = ENV,
): readonly ConfigFault[] {
  const loaded = loadConfig({ name: 'handrail.yaml', text }, env);
  return loaded.ok ? [] : loaded.error;
}

describe('the smallest configuration', () => {
  const config = load(SMALLEST);

  it('says where cards go and which topics are heard, and everything else has a default', () => {
    expect(config.slack).toEqual({
      channel: '#todo-etl-alerts',
      apiUrl: 'https://slack.com/api/',
      botToken: 'xoxb-a-bot-token',
      signingSecrets: ['a-signing-secret'],
    });
    expect(config.sns).toEqual({
      topics: ['arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms'],
      signingCertificates: {},
      maxAgeMs: 86_400_000,
      requireSignatureVersion2: false,
    });
    expect(config.incidents).toEqual({
      reopenWithinMs: 7_200_000,
      calmMs: 1_800_000,
      textExpiryMs: 259_200_000,
      muteGraceMs: 900_000,
    });
    expect(config.access).toEqual({ viewer: [], responder: ['*'], operator: [], admin: [] });
    expect(config.pipelines).toMatchObject([
      { name: 'todo-etl', runbook: 'runbooks/todo-etl', match: null, stages: [] },
    ]);
    expect([config.databaseUrl, config.host, config.port]).toEqual([
      'sqlite:data/handrail.db',
      '0.0.0.0',
      3_000,
    ]);
  });

  it('is frozen through and through', () => {
    const thawed = (value: unknown): boolean =>
      typeof value === 'object' &&
      value !== null &&
      (!Object.isFrozen(value) || Object.values(value).some(thawed));
    expect(thawed(config)).toBe(false);
  });

  it('has an audit key, never an empty one', () => {
    expect(config.auditKey).not.toBe('');
    const own = load(SMALLEST, { ...ENV, HANDRAIL_AUDIT_KEY: 'sixteen-letters-long' });
    expect(own.auditKey).toBe('sixteen-letters-long');
  });
});

describe('group_by of a pipeline', () => {
  const grouped = (value: string) => withLines('pipelines:', '  todo-etl:', `    group_by: ${value}`);

  it('is a list of parts, or nothing', () => {
    expect(load(grouped('[stage, place]')).routing.pipelines[0]?.groupBy).toEqual(['stage', 'place']);
    expect(load(SMALLEST).routing.pipelines[0]?.groupBy).toBeNull();
  });

  it.each([
    ['[]', 'Expected at least one of pipeline, stage, place, resource, alarm, got none'],
    ['[owner]', 'Expected one of pipeline, stage, place, resource, alarm, got "owner"'],
    ['[stage, stage]', 'Expected each part once, got ["stage","stage"]'],
  ])('%s is a fault with its sentence', (value, problem) => {
    expect(faultLines(faultsOf(grouped(value)))).toContain(problem);
  });
});

describe('a stage', () => {
  it('names the functions and delivery streams by which its pipeline is found', () => {
    const config = load(
      withLines(
        'pipelines:',
        '  todo-etl:',
        '    stages:',
        '      ingestion: { functions: [todo-etl-cdc], delivery_streams: [todo-etl-raw] }',
      ),
    );
    expect(config.routing.pipelines[0]?.stages[0]?.parts).toEqual(['todo-etl-cdc', 'todo-etl-raw']);
  });
});

describe('a whole configuration', () => {
  it('is read in the words of the file, durations in milliseconds', () => {
    const config = load(
      withLines(
        'pipelines:',
        '  todo-etl:',
        '    environment: prod',
        '    channel: C0123456789',
        '    match: { name: "todo-*", account: ["123456789012"] }',
        '    oncall: [U0RESPONDER]',
        '    stages:',
        '      bronze: { jobs: ["bronze-*"] }',
        '      silver: { jobs: ["silver-*"], after: [bronze], severity: sev1 }',
        'routes:',
        '  - { match: { name: cost-* }, pipeline: todo-etl, stage: silver, severity: 4, channel: "#cost", procedure: costs }',
        'incidents: { reopen_within: 90s, calm_before_resolving: 5m, text_expires_after: 7d }',
        'operations: { max_workers: 20 }',
      ),
    );
    expect(config.routing).toEqual({
      defaultChannel: '#a',
      routes: [
        {
          match: { name: ['cost-*'] },
          pipeline: 'todo-etl',
          stage: 'silver',
          severity: 4,
          channel: '#cost',
          procedure: 'costs',
        },
      ],
      pipelines: [
        expect.objectContaining({
          environment: 'prod',
          channel: 'C0123456789',
          oncall: ['U0RESPONDER'],
          match: { name: ['todo-*'], account: ['123456789012'] },
          stages: [
            { name: 'bronze', match: null, jobs: ['bronze-*'], after: [], severity: null },
            { name: 'silver', match: null, jobs: ['silver-*'], after: ['bronze'], severity: 1 },
          ],
        }),
      ],
    });
    expect(config.incidents).toEqual({
      reopenWithinMs: 90_000,
      calmMs: 300_000,
      textExpiryMs: 604_800_000,
      muteGraceMs: 900_000,
    });
    expect(config.operations.maxWorkers).toBe(20);
  });
});

describe('faults', () => {
  it('are all told at once, each with its line, what was expected, what came, and what to do', () => {
    const text = withLines(
      'pipelines:',
      '  todo-etl:',
      '    chanel: "#typo"',
      '    stages:',
      '      silver:',
      '        after: [bronze]',
      'incidents:',
      '  reopen_within: soon',
      'access:',
      '  responder: [everybody]',
      'operations: { max_workers: 1 }',
      'bogus:',
      '  deep: 1',
    );
    const faults = faultsOf(text, { ...ENV, PORT: 'abc', SLACK_BOT_TOKEN: '' });
    expect(faultLines(faults).split('\n').toSorted()).toEqual([
      'PORT: Expected a port from 0 to 65535. Set it to a number such as 3000.',
      'SLACK_BOT_TOKEN: Expected the bot token, got nothing. Set it to the xoxb- token of the installed app.',
      'handrail.yaml:10: incidents.reopen_within: Expected a duration such as 30s, 5m, 24h or 7d, got "soon". Write a number and a unit.',
      'handrail.yaml:12: access.responder.0: Expected a Slack user id such as U0123456789, "*" for every full member, or for the command line the ARN that STS reports, such as arn:aws:sts::123456789012:assumed-role/data-team/*. Copy the id from the profile in Slack.',
      'handrail.yaml:13: operations.max_workers: Expected 2 to 299 workers, got 1. Write a whole number.',
      'handrail.yaml:14: bogus: Expected a key that Handrail knows, got this one. Remove it, or look for its name in handrail.example.yaml.',
      'handrail.yaml:5: pipelines.todo-etl.chanel: Expected a key that Handrail knows, got this one. Remove it, or look for its name in handrail.example.yaml.',
      'handrail.yaml:8: pipelines.todo-etl.stages.silver.after: Expected a stage of this pipeline, got "bronze". Its stages are silver.',
    ]);
  });

  it('between parts are told beside faults of a part', () => {
    const text = withLines(
      'pipelines: { p: { severity: high, stages: { a: { after: [b] } } } }',
      'routes: [{ match: { name: 7 }, pipeline: q }, { match: { name: x }, stage: c }]',
    );
    expect(faultsOf(text).map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/^pipelines\.p\.severity: /),
      expect.stringMatching(/^routes\.0\.match\.name: /),
      'pipelines.p.stages.a.after: Expected a stage of this pipeline, got "b". Its stages are a.',
      'routes.0.pipeline: Expected a pipeline of this file, got "q". There are p.',
      'routes.1.stage: Expected a stage of a pipeline of this file, got "c". There are a.',
    ]);
  });

  it.each([
    ['slack: {}', 'slack.channel: Expected text, got nothing. handrail.example.yaml shows'],
    [
      'slack:\n  channel: #todo',
      'slack.channel: Expected text, got nothing. What follows # is a comment to YAML: put quotes around it.',
    ],
    ['slack: { channel: todo }', 'slack.channel: Expected a channel as "#name" (in quotes) or as an id'],
    ['sns: { topics: [] }', 'sns.topics: Expected at least one topic ARN, got none.'],
    ['sns: { topics: [todo] }', 'sns.topics.0: Expected the ARN of an SNS standard topic'],
    [
      'sns: { topics: ["arn:aws-foo:sns:eu-central-1:123456789012:alarms"] }',
      'sns.topics.0: Expected the ARN of an SNS standard topic',
    ],
    [
      'sns: { topics: ["arn:aws:sns:eu-central-1:123456789012:alarms.fifo"] }',
      'sns.topics.0: Expected the ARN of an SNS standard topic',
    ],
    ['sns: { topics: todo }', 'sns.topics: Expected a list, got "todo".'],
    ['pipelines: []', 'pipelines: Expected a map, got a list.'],
    [
      'routes: [{ match: {} }]',
      'routes.0.match: Expected at least one of name, account, region, kind and job, got none.',
    ],
    ['pipelines: { p: { match: {} } }', 'pipelines.p.match: Expected at least one of name, account,'],
    [
      'pipelines: { p: { match: { name: [] } } }',
      'pipelines.p.match.name: Expected at least one pattern, got none.',
    ],
    [
      'pipelines: { p: { stages: { a: { match: {} } } } }',
      'pipelines.p.stages.a.match: Expected at least one of',
    ],
    [
      'pipelines: { p: { stages: { a: { after: [a] } } } }',
      'pipelines.p.stages.a.after: Expected stages in an order, got a circle: a after a.',
    ],
    [
      'pipelines: { p: { stages: { a: {}, b: { after: [a, d] }, c: { after: [b] }, d: { after: [c] } } } }',
      'pipelines.p.stages.b.after: Expected stages in an order, got a circle: b after d after c after b.',
    ],
    [
      'pipelines: { p: { stages: { a: { after: [toString] } } } }',
      'Expected a stage of this pipeline, got "toString". Its stages are a.',
    ],
    ['routes: {}', 'routes: Expected a list, got a map.'],
    [
      'routes: [{ match: { name: "" } }]',
      'routes.0.match.name: Expected a pattern such as "todo-*", got nothing.',
    ],
    ['routes: [{ match: { account: 123456789012 } }]', 'got 123456789012. Put quotes around it.'],
    [
      'routes: [{ match: { name: x }, severity: 9 }]',
      'routes.0.severity: Expected SEV1, SEV2, SEV3 or SEV4, got 9.',
    ],
    [
      'routes: [{ match: { name: x }, severity: [1] }]',
      'routes.0.severity: Expected SEV1, SEV2, SEV3 or SEV4, got [1].',
    ],
    [
      'pipelines: { p: { stages: { a: { after: [b] } } } }',
      'Expected a stage of this pipeline, got "b". Its stages are a.',
    ],
    [
      'pipelines: { p: { stages: { a: { jobs: [""] } } } }',
      'Expected a pattern such as "todo-*", got nothing.',
    ],
    ['incidents: { calm_before_resolving: [1] }', 'Expected a duration such as 30s, 5m, 24h or 7d, got [1].'],
    ['access: { admin: [*U0ADMIN] }', 'Expected a value, got *U0ADMIN, which in YAML repeats an anchor'],
    ['access: { responder: [*] }', 'Expected YAML, got something else:'],
    ['sns: {}\nsns: {}', 'Expected YAML, got something else: Map keys must be unique.'],
    ['- slack', 'Expected a map, got a list.'],
    ['', 'slack: Expected a map, got nothing.'],
  ])('%j is told', (text, told) => {
    const lines = faultLines(faultsOf(text));
    expect(lines).toContain(told);
    for (const line of lines.split('\n')) expect(line).toMatch(/^handrail\.yaml:\d+: .*Expected .*\. .*[.]$/);
  });

  it.each([
    [
      'pipeline: p, stage: b',
      'handrail.yaml:4: routes.0.stage: Expected a stage of p, got "b". There are a.',
    ],
    [
      'pipeline: p, stage: toString',
      'handrail.yaml:4: routes.0.stage: Expected a stage of p, got "toString". There are a.',
    ],
    [
      'stage: b',
      'handrail.yaml:4: routes.0.stage: Expected a stage of a pipeline of this file, got "b". There are a.',
    ],
    [
      'pipeline: toString, stage: a',
      'handrail.yaml:4: routes.0.pipeline: Expected a pipeline of this file, got "toString". There are p.',
    ],
    [
      'pipeline: q',
      'handrail.yaml:4: routes.0.pipeline: Expected a pipeline of this file, got "q". There are p.',
    ],
  ])('name what a route wants and the file does not have: %s', (wanted, told) => {
    const text = withLines(
      'pipelines: { p: { stages: { a: {} } } }',
      `routes: [{ match: { name: x }, ${wanted} }]`,
    );
    expect(faultLines(faultsOf(text))).toBe(told);
  });
});

describe('a topic', () => {
  it.each(Object.keys(DNS_SUFFIXES))('of the partition %s is taken', (partition) => {
    const arn = `arn:${partition}:sns:eu-central-1:123456789012:alarms`;
    expect(load(SMALLEST.replace(/arn:[^"]+/, arn)).sns.topics).toEqual([arn]);
  });
});

describe('a route that names a stage alone', () => {
  it('is taken when some pipeline has the stage', () => {
    const text = withLines(
      'pipelines: { p: { stages: { a: {} } }, q: { stages: { b: {} } } }',
      'routes: [{ match: { name: x }, stage: b }]',
    );
    expect(load(text).routing.routes).toMatchObject([{ pipeline: null, stage: 'b' }]);
  });
});

describe('faults of the environment', () => {
  it.each([
    ['SLACK_BOT_TOKEN', 'xoxp-hush'],
    ['SLACK_SIGNING_SECRET', 'hush,hush,hush'],
    ['SLACK_SIGNING_SECRET', ' , '],
    ['SLACK_API_URL', 'hush'],
    ['SLACK_API_URL', 'ftp://hush/'],
    ['DATABASE_URL', 'mysql://root:hush@db'],
    ['PORT', '65536'],
    ['PORT', '3e3'],
    ['LOG_LEVEL', 'hush'],
    ['HANDRAIL_AUDIT_KEY', 'hush'],
  ])('%s=%s is named, with what to do, and its value is never shown', (name, value) => {
    const faults = faultsOf(SMALLEST, { ...ENV, [name]: value });
    expect(faults).toEqual([{ where: name, problem: expect.stringMatching(/^Expected .*\. [A-Z].*[.]$/) }]);
    expect(faultLines(faults)).not.toContain('hush');
  });

  it('are not made by variables that are set to nothing', () => {
    expect(load(SMALLEST, { ...ENV, PORT: '', LOG_LEVEL: '', DATABASE_URL: undefined }).port).toBe(3_000);
  });

  it('are none for a Slack that is not encrypted, such as the sandbox', () => {
    const url = 'http://127.0.0.1:4000/api/';
    expect(load(SMALLEST, { ...ENV, SLACK_API_URL: url }).slack.apiUrl).toBe(url);
  });

  it('are none for two secrets while one replaces the other', () => {
    expect(load(SMALLEST, { ...ENV, SLACK_SIGNING_SECRET: 'new, old' }).slack.signingSecrets).toEqual([
      'new',
      'old',
    ]);
  });

  it('do not matter to commands that work without Slack', () => {
    const loaded = loadFileConfig({ name: 'handrail.yaml', text: SMALLEST }, { SLACK_BOT_TOKEN: 'not one' });
    expect(loaded).toMatchObject({ ok: true, value: { slack: { channel: '#todo-etl-alerts' } } });
    const faulty = loadFileConfig({ name: 'handrail.yaml', text: '- a' }, { PORT: 'abc' });
    expect(faulty).toMatchObject({ ok: false, error: [{ where: 'handrail.yaml:1' }, { where: 'PORT' }] });
  });
});

describe('the place of a pipeline', () => {
  function placed(place: string, ...more: readonly string[]): string {
    return withLines('pipelines:', `  todo-etl: { place: ${place} }`, ...more);
  }

  it('is where its calls go, with a role to assume', () => {
    const text = placed(
      '{ account: "012345678901", region: eu-west-1, role_arn: "arn:aws:iam::012345678901:role/ops/handrail", external_id: a.b:1 }',
    );
    expect(load(text).places).toEqual([
      {
        pipeline: 'todo-etl',
        account: '012345678901',
        region: 'eu-west-1',
        role: { arn: 'arn:aws:iam::012345678901:role/ops/handrail', externalId: 'a.b:1' },
      },
    ]);
    expect(load(SMALLEST).places).toEqual([]);
  });

  it('takes the account from its role, and leaves open what it does not say', () => {
    expect(load(placed('{ role_arn: "arn:aws:iam::012345678901:role/handrail" }')).places).toEqual([
      {
        pipeline: 'todo-etl',
        account: '012345678901',
        region: null,
        role: { arn: 'arn:aws:iam::012345678901:role/handrail', externalId: null },
      },
    ]);
  });

  it.each([
    [
      '{ account: 012345678901 }',
      'place.account: Expected an account id of 12 digits in quotes',
      'Put quotes',
    ],
    ['{ account: 123456789012 }', 'in quotes, such as "123456789012", got 123456789012.', 'Put quotes'],
    ['{ account: "12345678901" }', 'got "12345678901".', 'Copy it from the AWS console.'],
    ['{ region: Frankfurt }', 'place.region: Expected a region such as eu-west-1.', 'Write its code'],
    [
      '{ role_arn: "arn:aws:iam::123456789012:user/x" }',
      'place.role_arn: Expected the ARN of a role',
      'Copy',
    ],
    [
      '{ role_arn: "arn:asw:iam::123456789012:role/x" }',
      'place.role_arn: Expected the ARN of a role',
      'Copy',
    ],
    [
      '{ account: "123456789012", role_arn: "arn:aws:iam::012345678901:role/x" }',
      'place.role_arn: Expected a role of account 123456789012, as account says, got one of 012345678901.',
      'Write a role of that account',
    ],
    [
      '{ region: eu-west-1, role_arn: "arn:aws-cn:iam::123456789012:role/x" }',
      'place.role_arn: Expected a role of the partition of eu-west-1, arn:aws, got arn:aws-cn:iam::123456789012:role/x.',
      'write a role of that one',
    ],
    ['{ external_id: todo }', 'place.external_id: Expected role_arn beside external_id', 'Write the role'],
    ['{ account: "123456789012", role: x }', 'place.role: Expected a key that Handrail knows', 'Remove it'],
    ['{}', 'place: Expected at least one of account, region and role_arn, got none.', 'Write one'],
  ])('%s is refused with a sentence', (place, told, remedy) => {
    const faults = faultsOf(placed(place));
    expect(faults).toHaveLength(1);
    expect(faults[0]?.where).toBe('handrail.yaml:4');
    expect(faults[0]?.problem).toContain(told);
    expect(faults[0]?.problem).toContain(remedy);
  });

  it('may be an account without a role only where all of these are one', () => {
    const other = '  other: { place: { account: "012345678901" } }';
    expect(faultsOf(placed('{ account: "012345678901" }', other))).toEqual([]);
    expect(faultsOf(placed('{ account: "123456789012" }', other))).toMatchObject([
      { problem: expect.stringContaining('got 123456789012 and 012345678901. Write a role_arn') },
    ]);
  });
});

describe('where the scripts of a pipeline lie', () => {
  const scripts = (text: string): string => withLines('pipelines:', '  todo-etl:', `    scripts: ${text}`);

  it('is a list of buckets', () => {
    expect(load(scripts('[todo-etl-scripts]')).estates).toMatchObject([{ scripts: ['todo-etl-scripts'] }]);
    expect(load(scripts('[]')).estates[0]).not.toHaveProperty('scripts');
    expect(faultsOf(scripts('["scripts-*"]'))).toMatchObject([
      { problem: expect.stringContaining('Expected the name of a bucket, got "scripts-*"') },
    ]);
  });
});

describe('what a pipeline may cost', () => {
  const costs = (text: string): string => withLines('pipelines:', '  todo-etl:', `    costs: { ${text} }`);

  it('is a limit of its storage, by the price of S3 Standard where none is given', () => {
    expect(load(costs('storage_monthly: 100')).estates).toMatchObject([
      { storage: { monthlyLimit: 100, pricePerGb: 0.023 } },
    ]);
    expect(load(costs('storage_monthly: 0.5, storage_price_per_gb: 0.025')).estates).toMatchObject([
      { storage: { monthlyLimit: 0.5, pricePerGb: 0.025 } },
    ]);
    expect(load(costs('athena_daily: 20')).estates[0]).not.toHaveProperty('storage');
  });

  it('has the prices of us-east-1 where none is given, but none of Athena', () => {
    expect(load(costs('')).estates[0]?.costs).toEqual({
      prices: {
        storage: { dollars: 0.023, isDefault: true },
        glue: { dollars: 0.44, isDefault: true },
        athena: null,
      },
      limits: { storageMonthly: null, glueMonthly: null, athenaDaily: null, monthly: null },
    });
  });

  it('has the limits and prices that are given, one without the other', () => {
    const athena = '{ workgroup: todo-etl, databases: [todo_silver], price_per_tb: 6 }';
    const given =
      'glue_price_per_dpu_hour: 0.52, storage_price_per_gb: 0.02, glue_monthly: 40, athena_daily: 20, monthly: 300';
    expect(
      load(withLines('pipelines:', '  todo-etl:', `    costs: { ${given} }`, `    athena: ${athena}`))
        .estates[0]?.costs,
    ).toEqual({
      prices: {
        storage: { dollars: 0.02, isDefault: false },
        glue: { dollars: 0.52, isDefault: false },
        athena: { dollars: 6, isDefault: false },
      },
      limits: { storageMonthly: null, glueMonthly: 40, athenaDaily: 20, monthly: 300 },
    });
  });

  it.each([
    ['storage_monthly: 0', 'costs.storage_monthly: Expected more than 0 dollars a month. '],
    ['storage_monthly: a lot', 'costs.storage_monthly: Expected a number, got "a lot". '],
    ['storage_monthly: 1, storage_price_per_gb: -1', 'Expected a price of more than 0'],
    ['glue_monthly: 0', 'costs.glue_monthly: Expected more than 0 dollars a month. '],
    ['monthly: -5', 'costs.monthly: Expected more than 0 dollars a month. '],
    ['glue_price_per_dpu_hour: 0', 'Expected a price of more than 0, in dollars a DPU hour. '],
    ['storage_daily: 1', 'costs.storage_daily: Expected a key that Handrail knows'],
  ])('with %s is refused with its line', (text, problem) => {
    const lines = faultLines(faultsOf(costs(text)));
    expect(lines).toMatch(/^handrail\.yaml:5: .+[.]$/);
    expect(lines).toContain(problem);
  });
});

describe('a pipeline with everything that may be said of its data', () => {
  it('loads', () => {
    const config = load(
      withLines(
        'pipelines:',
        '  web-shop:',
        '    place: { account: "123456789012", region: eu-west-1, role_arn: arn:aws:iam::123456789012:role/shop, external_id: shop }',
        '    stages:',
        '      orders: { streams: [shop-orders], delivery_streams: [shop-cdc], functions: [shop-cdc] }',
        '      refined: { jobs: ["refined-*"], buckets: [shop-refined], databases: [shop_refined], tables: [orders], after: [orders] }',
        '    athena: { workgroup: shop, databases: [shop_refined], run_up_to: 1GB, ask_up_to: 20GB, timeout: 2m, price_per_tb: 5 }',
        '    queries: { open-orders: { sql: "SELECT id FROM orders WHERE dt = ?", parameters: [{ name: day, type: date }], level: viewer } }',
        '    quality: { orders-paid: { table: orders, sql: "SELECT avg(price) FROM orders", fail_below: 0.5, say: "prices are missing" } }',
        '    costs: { storage_monthly: 250, athena_daily: 5 }',
        '    mask: [email]',
      ),
    );
    expect(config.estates).toMatchObject([
      {
        pipeline: 'web-shop',
        storage: { monthlyLimit: 250 },
        queries: { dailyLimit: 5, queries: [{ name: 'open-orders' }, { name: 'orders-paid' }] },
      },
    ]);
  });
});
