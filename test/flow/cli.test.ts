/** The command line in processes of its own: what it prints, where, and the exit codes that scripts rely on. */

import 'reflect-metadata';

import type { Finished } from '../support/cli.ts';
import type { House } from '../support/house.ts';

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { createSigner } from '../../sandbox/sns/signer.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { createBot, MAIN } from '../support/bot.ts';
import { runCli } from '../support/cli.ts';
import { freePort, HOST, REGION, RUNBOOK, startHouse } from '../support/house.ts';
import { shown } from '../support/messages-shown.ts';
import { metricAlarm } from '../support/payloads.ts';

jest.setTimeout(60_000);

let house: House;

beforeAll(async () => {
  house = await startHouse({ pipelines: ['alpha'] });
});
afterAll(() => house.close());

describe('handrail', () => {
  it('says what it is', async () => {
    const { version } = JSON.parse(
      await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as { version: string };
    expect(await house.cli('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await house.cli('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['start', 'sandbox', 'send', 'route', 'incidents', 'runbook', 'migrate'])
      expect(help.stdout).toContain(word);
  });

  it('exits with 1 and points to --help for what it does not know', async () => {
    const unknown = await house.cli('strat');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('--help');
  });
});

describe('handrail route', () => {
  it('says where a payload would go and why, without a store', async () => {
    const path = join(house.folder, 'payload.json');
    await writeFile(
      path,
      JSON.stringify(metricAlarm({ name: 'alpha-silver-late', state: 'ALARM', at: Date.now() })),
    );
    const routed = await house.cli('route', path);
    expect(routed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(routed.stdout)).toMatchObject({
      pipeline: 'alpha',
      stage: 'silver',
      channel: '#alpha',
      severity: 'SEV3',
      reason: expect.stringContaining('silver'),
      group: {
        key: expect.stringMatching(/^pipeline:alpha\/stage:silver\/place:/),
        because: expect.stringMatching(/^pipeline alpha, stage silver, .*: it is in a stage$/),
      },
      calls: { account: '123456789012', region: 'eu-central-1', role: null },
    });
  });

  it('names the file that it cannot read', async () => {
    const missing = await house.cli('route', 'nowhere.json');
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('nowhere.json');
    expect(missing.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('handrail runbook', () => {
  it('shows the procedures of the todo pipeline as JSON', async () => {
    const printed = await house.cli('runbook', 'show', RUNBOOK, '--json');
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    const { procedures } = JSON.parse(printed.stdout) as {
      procedures: readonly { title: string; phases: readonly unknown[] }[];
    };
    const failures = procedures.find(({ title }) => title === 'ETL Job Failures');
    expect(failures).toMatchObject({
      id: expect.stringContaining('RUNBOOK.md/'),
      kind: 'troubleshooting',
      symptoms: expect.anything(),
      causes: expect.anything(),
      phases: [
        {
          steps: [
            { text: 'Check CloudWatch logs for error details', command: '/etl logs {job}' },
            { text: 'Verify source data schema' },
            { text: 'Increase Glue job resources if needed' },
            { text: 'Fix data quality issues' },
            { text: 'Retry failed jobs', command: '/etl retry {job}' },
          ],
        },
      ],
    });
  });

  it('finds no fault in the todo pipeline, and exits with 1 and the line of one in another', async () => {
    expect(await house.cli('runbook', 'lint', RUNBOOK)).toMatchObject({ code: 0, stderr: '' });
    const path = join(house.folder, 'broken.md');
    await writeFile(
      path,
      '# Runbook\n\n## Common Issues\n\n### 1. Late\n\n**Symptoms**: late\n\n**Resolution**:\n\n1. Try: `/etl rtry {job}`\n',
    );
    const faulty = await house.cli('runbook', 'lint', path);
    expect(faulty.code).toBe(1);
    expect(faulty.stdout).toMatch(/^broken\.md:11: .*rtry/m);
  });
});

describe('handrail migrate', () => {
  it('makes the schema, once', async () => {
    const env = { ...house.env, DATABASE_URL: `sqlite:${join(house.folder, 'fresh', 'handrail.db')}` };
    const migrate = (): Promise<Finished> => runCli(['migrate'], { cwd: house.folder, env });
    expect(await migrate()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Ran 0001/) });
    expect(await migrate()).toMatchObject({ code: 0, stdout: 'The store is current.\n' });
    expect(await runCli(['incidents', '--json'], { cwd: house.folder, env })).toMatchObject({
      code: 0,
      stdout: '[]\n',
    });
  });

  it('is what incidents asks for when there is no store yet', async () => {
    const nothing = await house.cli('incidents');
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toContain('found no file');
  });
});

describe('handrail start', () => {
  it('tells every fault of the configuration at once, with file, line and remedy', async () => {
    const path = join(house.folder, 'faulty.yaml');
    await writeFile(
      path,
      [
        'slack: { channel: todo-etl-alerts }',
        'sns:',
        '  topics: ["arn:aws:sqs:eu-central-1:123456789012:nope"]',
        '  max_age: forever',
        'piplines: {}',
        'access: { responder: ["@everybody"] }',
      ].join('\n'),
    );
    const faulty = await runCli(['start'], {
      cwd: house.folder,
      env: { ...house.env, HANDRAIL_CONFIG: 'faulty.yaml', SLACK_BOT_TOKEN: '', PORT: 'many' },
    });
    expect(faulty).toMatchObject({ code: 1, stdout: '' });
    for (const fault of [
      /^faulty\.yaml:1: slack\.channel: Expected a channel/m,
      /^faulty\.yaml:3: sns\.topics\.0: Expected the ARN of an SNS standard topic/m,
      /^faulty\.yaml:4: sns\.max_age: Expected a duration/m,
      /^faulty\.yaml:5: piplines: Expected a key that Handrail knows/m,
      /^faulty\.yaml:6: access\.responder\.0: Expected a Slack user id/m,
      /^SLACK_BOT_TOKEN: Expected the bot token, got nothing/m,
      /^PORT: Expected a port/m,
    ]) {
      expect(faulty.stderr).toMatch(fault);
    }
    expect(faulty.stderr).not.toMatch(/^\s+at /m);
  });

  it('refuses a store that another one runs on, and lets incidents read it', async () => {
    await house.bot.start();
    const second = await runCli(['start'], {
      cwd: house.folder,
      env: { ...house.env, PORT: String(await freePort()) },
    });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Another Handrail runs on');
    expect((await house.cli('migrate')).stderr).toContain('Another Handrail runs on');
    expect(await house.cli('incidents')).toMatchObject({ code: 0, stdout: 'No incident is open.\n' });
    await house.bot.stop();
  });

  it('says in a sentence that somebody else has locked the store', async () => {
    const thief = new DatabaseSync(house.database);
    thief.exec('begin immediate');
    try {
      const locked = await house.cli('start');
      expect(locked).toMatchObject({ code: 1, stdout: '' });
      expect(locked.stderr).toMatch(/^Could not write to the database of DATABASE_URL: another process.*\n$/);
    } finally {
      thief.close();
    }
  });

  it('believes the certificate of a sandbox only on loopback', async () => {
    const exposed = await runCli(['start'], { cwd: house.folder, env: { ...house.env, HOST: '0.0.0.0' } });
    expect(exposed.code).toBe(1);
    expect(exposed.stderr).toMatch(/certificate\.pem is the sandbox's certificate.*HOST is 0\.0\.0\.0/);
  });

  it('tells every certificate that it cannot use at once, without a stack', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await writeFile(join(house.folder, 'key.pem'), privateKey);
    await writeFile(join(house.folder, 'elliptic.pem'), await ellipticCertificate());
    const config = await readFile(join(house.folder, 'handrail.yaml'), 'utf8');
    const [topic = ''] = /arn:aws:sns:[^"'\s\]]+/.exec(config) ?? [];
    const url = (id: string) =>
      `https://sns.${topic.split(':')[3]}.amazonaws.com/SimpleNotificationService-${id}.pem`;
    const pinned = { [url('a')]: 'key.pem', [url('b')]: 'elliptic.pem', [url('c')]: 'absent.pem' };
    await writeFile(
      join(house.folder, 'certificates.yaml'),
      JSON.stringify({
        slack: { channel: '#alpha' },
        sns: { topics: [topic], signing_certificates: { ...pinned, 'https://example.com/x.pem': 'key.pem' } },
      }),
    );
    const faulty = await runCli(['start'], {
      cwd: house.folder,
      env: { ...house.env, HANDRAIL_CONFIG: 'certificates.yaml' },
    });
    expect(faulty).toMatchObject({ code: 1, stdout: '' });
    for (const fault of [
      /^sns\.signing_certificates: key\.pem: Expected exactly one PEM certificate/m,
      /^sns\.signing_certificates: elliptic\.pem: Expected a certificate with an RSA key, got ec\./m,
      /^sns\.signing_certificates: expected a PEM file at absent\.pem: /m,
      /^sns\.signing_certificates: https:\/\/example\.com\/x\.pem: Expected a SigningCertURL/m,
    ]) {
      expect(faulty.stderr).toMatch(fault);
    }
    expect(faulty.stderr).not.toMatch(/^\s+at /m);
  });

  it('fails when Slack refuses the bot token', async () => {
    const refused = await runCli(['start'], {
      cwd: house.folder,
      env: { ...house.env, SLACK_BOT_TOKEN: 'xoxb-revoked' },
    });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Slack refuses the bot token (invalid_auth)');
  });

  it('listens while Slack is slow to answer, and ends with the sentence when it then refuses the token', async () => {
    const listens = Promise.withResolvers<void>();
    const slow = createServer((_request, response) => {
      void listens.promise.then(() => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ok: false, error: 'token_revoked' }));
      });
    });
    slow.listen(0, HOST);
    await once(slow, 'listening');
    const address = slow.address();
    if (address === null || typeof address === 'string') throw new Error('Expected a port');
    const env = { ...house.env, SLACK_API_URL: `http://${HOST}:${address.port}/api/` };
    const early = createBot({ script: [MAIN, 'start'], env });
    try {
      await early.start();
      listens.resolve();
      expect(await early.ended()).toEqual({ code: 1, signal: null });
      expect(early.lines.at(-1)).toMatch(
        /^Slack refuses the bot token \(token_revoked\)\. Set SLACK_BOT_TOKEN/,
      );
    } finally {
      await early.stop();
      slow.closeAllConnections();
      slow.close();
    }
  });

  it('starts when Slack is away, takes alarms, and says so in its readiness', async () => {
    const env = { ...house.env, SLACK_API_URL: `http://${HOST}:${await freePort()}/api/` };
    const lonely = createBot({ script: [MAIN, 'start'], env });
    await lonely.start();
    try {
      expect(
        (await house.publish(metricAlarm({ name: 'alpha-silver-late', state: 'ALARM', at: Date.now() })))
          .status,
      ).toBe(200);
      const ready = await fetch(`${house.url}/readyz`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toMatchObject({ slack: 'not reached yet' });
    } finally {
      await lonely.stop();
    }
    await house.bot.start();
    expect(shown(await house.card('incident:1'))).toContain('alpha-silver-late');
    await house.bot.stop();
  });
});

describe('handrail send', () => {
  it('signs with this machine’s key and delivers to the sandbox that runs', async () => {
    const home = join(house.folder, 'sandbox-home');
    await mkdir(home);
    const env = { ...process.env, NODE_OPTIONS: '', HANDRAIL_SANDBOX_HOME: home };
    const sandbox = await startSandbox({ port: 0, env, cwd: home, print: () => undefined });
    try {
      await writeFile(join(home, 'payload.json'), 'Something is wrong with serving');
      const sent = await runCli(['send', 'payload.json'], { cwd: home, env });
      expect(sent).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining(`${sandbox.botUrl}/sns answered 200`),
      });
      await sandbox.workspace.waitFor(() =>
        sandbox.workspace
          .messages('#todo-etl-alerts')
          .some(({ text }) => text.includes('Something is wrong with serving')),
      );
    } finally {
      await sandbox.stop();
    }
  });

  it('says so when nobody listens, or when nobody believes it', async () => {
    const path = join(house.folder, 'payload.json');
    const nobody = await house.cli('send', path, '--to', `http://${HOST}:${await freePort()}/sns`);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toContain('Expected Handrail to listen at');

    await house.bot.start();
    const stranger = await house.cli('send', path, '--to', `${house.url}/sns`);
    expect(stranger).toMatchObject({ code: 1, stdout: '' });
    expect(stranger.stderr).toMatch(/answered (403|503)/);
    await house.bot.stop();
  });
});

describe('a certificate of a stranger', () => {
  it('is believed anywhere when it is not the sandbox’s', async () => {
    const own = await createSigner({ region: REGION, now: Date.now, subject: 'sns.amazonaws.com' });
    await writeFile(join(house.folder, 'own.pem'), own.certificatePem);
    const config = await readFile(join(house.folder, 'handrail.yaml'), 'utf8');
    await writeFile(join(house.folder, 'own.yaml'), config.replace('certificate.pem', 'own.pem'));
    const bot = createBot({
      script: [MAIN, 'start'],
      env: { ...house.env, HANDRAIL_CONFIG: join(house.folder, 'own.yaml'), HOST: '0.0.0.0' },
    });
    await bot.start();
    await bot.stop();
    expect(bot.lines.some((line) => line.includes('handrail is listening'))).toBe(true);
  });
});

/** A certificate of a key that SNS never uses. */
async function ellipticCertificate(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const options = { name: 'CN=sns.amazonaws.com', keys, signingAlgorithm: algorithm };
  return `${(await X509CertificateGenerator.createSelfSigned(options)).toString('pem')}\n`;
}

describe('handrail incidents', () => {
  it('prints an incident as one line, whatever its alarm is called', async () => {
    const other = await startHouse({ pipelines: ['alpha'] });
    try {
      await other.bot.start();
      const name = 'alpha-silver-\u001b]0;owned\u0007late\n#7  SEV1  open';
      await other.publish(metricAlarm({ name, state: 'ALARM', at: Date.now() }));
      await other.card('incident:1');
      expect((await other.cli('incidents')).stdout).toMatch(
        /^#1 {2}SEV\d {2}open {2}alpha silver {2}alpha-silver-\]0;ownedlate #7 SEV1 open fired: .*\n$/,
      );
    } finally {
      await other.close();
    }
  });

  it('prints no secret that an alarm brought, in lines or for scripts', async () => {
    const other = await startHouse({ pipelines: ['alpha'] });
    const secret = 'correct-horse-battery';
    try {
      await other.bot.start();
      const alarm = metricAlarm({ name: `alpha-silver API_TOKEN=${secret}`, state: 'ALARM', at: Date.now() });
      await other.publish({ ...alarm, NewStateReason: `jdbc:oracle:thin:etl/${secret}@db:1521/x` });
      const card = await other.card('incident:1');
      await other.publish(`silver-users cannot connect: "DB_PASS": {"value": "${secret}"}`);
      await other.card('incident:2');
      const printed = [
        JSON.stringify([card.text, card.blocks]),
        (await other.cli('incidents')).stdout,
        (await other.cli('incidents', '--json')).stdout,
      ];
      for (const text of printed) {
        expect(text).toContain('[redacted]');
        expect(text).not.toContain(secret);
      }
      expect(printed[2]).toContain('silver-users cannot connect');
    } finally {
      await other.close();
    }
  });
});
