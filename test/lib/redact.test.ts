import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../src/lib/redact.ts';

// AWS's own example key pair.
const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('redact', () => {
  it.each([
    [`denied for ${KEY_ID} today`, 'denied for [redacted] today'],
    [`key ${KEY} end`, 'key [redacted] end'],
    [`aws_secret_access_key = ${KEY}`, 'aws_secret_access_key = [redacted]'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer [redacted]'],
    [
      'curl -H "Authorization: Basic dXNlcjpwYXNz" https://x',
      'curl -H "Authorization: Basic [redacted]" https://x',
    ],
    ['password=hunter2&user=etl', 'password=[redacted]&user=etl'],
    ['{"db_password": "hunter two", "user": "etl"}', '{"db_password": "[redacted]", "user": "etl"}'],
    ["{'password': 'hunter2'}", "{'password': '[redacted]'}"],
    ['{\\"password\\": \\"hunter2\\"}', '{\\"password\\": \\"[redacted]\\"}'],
    ['DB_PASSWORD: hunter2', 'DB_PASSWORD: [redacted]'],
    ['spark-submit --db-password hunter2 --day 1', 'spark-submit --db-password [redacted] --day 1'],
    ['jdbc:postgresql://etl:p@ss/w0rd@db:5432/todo', 'jdbc:postgresql://etl:[redacted]@db:5432/todo'],
    ['a://u:one@h b://u:two@h', 'a://u:[redacted]@h b://u:[redacted]@h'],
    ['a://b:c d@e', 'a://b:c d@e'],
    [`a://b:${'c'.repeat(201)}@e`, `a://b:${'c'.repeat(201)}@e`],
    ['my-long.name_of.password=hunter2', 'my-long.name_of.password=[redacted]'],
    [
      'jdbc:sqlserver://db;user=etl;password={a;b};encrypt=true',
      'jdbc:sqlserver://db;user=etl;password=[redacted];encrypt=true',
    ],
    [
      'X-Amz-Signature=0f1e&X-Amz-Security-Token=IQoJb3',
      'X-Amz-Signature=[redacted]&X-Amz-Security-Token=[redacted]',
    ],
    ['posted to https://hooks.slack.com/services/T0/B0/x1', 'posted to https://hooks.slack.com/[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter', '[redacted]\nafter'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut of', '[redacted]'],
  ])('%j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'silver-users failed: out of memory in 14 of 200 tasks',
    'jr_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'commit da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'not authorized to perform: secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:123456789012:secret:todo-db',
    's3://todo-etl/bronze/users/2026/11/12/part-0001.parquet',
    'http://127.0.0.1:8080/metrics',
    'org.apache.spark.sql.AnalysisException: cannot resolve tokens',
  ])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('lets no value of a named secret through, wherever it stands', () => {
    const name = fc.constantFrom(
      'password',
      'DB_PASSWORD',
      'client_secret',
      'api-key',
      'apiKey',
      'token',
      'aws_session_token',
    );
    const value = fc.stringMatching(/^[A-Za-z0-9!#$%*+./:<>?@^_~|-]{6,40}$/).map((text) => `Q${text}Z`);
    const mark = fc.constantFrom('=', ': ', ' = ', '":"', "': '");
    const around = fc.constantFrom('', 'etl failed ', 'a=1 ', 'url?x=y&', '{"', "{'");
    fc.assert(
      fc.property(around, name, mark, value, (before, named, between, secret) => {
        expect(redact(`${before}${named}${between}${secret}`)).not.toContain(secret);
      }),
    );
  });

  it('lets no access key through', () => {
    const id = fc
      .tuple(fc.constantFrom('AKIA', 'ASIA'), fc.stringMatching(/^[A-Z0-9]{16}$/))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom('', '"', ' ', '=', '/'), id, (mark, key) => {
        expect(redact(`x${mark === '' ? ' ' : mark}${key}${mark}`)).not.toContain(key);
      }),
    );
  });

  it('changes nothing the second time', () => {
    const piece = fc.constantFrom(
      'password=',
      'token: "',
      'Bearer abcdefghij',
      KEY_ID,
      '://u:p@h',
      '[redacted]',
      "'",
      '"',
      '\n',
      ' ',
      '{',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 8 }))), (pieces) => {
        const once = redact(pieces.join(''));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  it('stays quick on long hostile text', () => {
    for (const text of [
      'password'.repeat(20_000),
      'a:'.repeat(50_000),
      '://'.repeat(50_000),
      `${'a://b:c'.repeat(30_000)}"@`,
      'a.'.repeat(100_000),
      '-a'.repeat(100_000),
      'token={ '.repeat(30_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(2_000),
      '-----BEGIN PRIVATE KEY-----\n'.repeat(10_000),
      'x=y&sig=a&'.repeat(30_000),
      'password=a&b'.repeat(30_000),
      `password='\n`.repeat(30_000),
      `${'password="'.repeat(30_000)}\n"`,
      '"password":{'.repeat(30_000),
      'a://b:c@'.repeat(30_000),
      '-eyJ'.repeat(60_000),
      'eyJaaaaaaaaa.-'.repeat(20_000),
      `curl ${'-u a:b '.repeat(30_000)}`,
      `mysql\n${' -pa'.repeat(60_000)}`,
      '<password a="b" '.repeat(20_000),
      'sk-proj-'.repeat(30_000),
      '\\'.repeat(200_000),
      '\n'.repeat(200_000),
    ]) {
      expect(typeof redact(text)).toBe('string');
    }
  }, 10_000);
});
