import type { ListObjectsV2CommandOutput, S3ClientConfig } from '@aws-sdk/client-s3';
import type { AwsWorld } from './aws-world.ts';

import {
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import fc from 'fast-check';
import { Readable } from 'node:stream';

import { createS3 } from '../../sandbox/aws/s3.ts';
import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { START_MS, startAwsWorld } from './aws-world.ts';

const Bucket = 'todo-etl-bronze';
const HOURS = ['01', '02', '03'].map((hour) => `users/dt=2026-03-02/hour=${hour}/part-0.json`);

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  world.account.s3.createBucket(Bucket);
});

afterEach(() => world.close());

describe('an object', () => {
  it('is read as it was written, whatever its key', async () => {
    const Key = "users/dt=2026-03-02/Ümläut + space & <(it's)>.json";
    const { ETag } = await world.s3.send(
      new PutObjectCommand({ Bucket, Key, Body: '{"id":1}', ContentType: 'application/json' }),
    );
    const head = await world.s3.send(new HeadObjectCommand({ Bucket, Key }));
    const got = await world.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({
      ContentLength: 8,
      ContentType: 'application/json',
      ETag,
      LastModified: new Date(START_MS),
    });
    expect(await got.Body?.transformToString()).toBe('{"id":1}');
    expect(ETag).toBe(world.account.s3.object(Bucket, Key).etag);
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-99', '789', 'bytes 7-9/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
  ])('is read in part: %s', async (Range, text, ContentRange) => {
    world.account.s3.put(Bucket, { key: 'digits', content: '0123456789' });
    const got = await world.s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range }));
    expect(got).toMatchObject({
      ContentRange,
      ContentLength: text.length,
      $metadata: { httpStatusCode: 206 },
    });
    expect(await got.Body?.transformToString()).toBe(text);
  });

  it('is refused where there is none, each call in its own words', async () => {
    await expect(world.s3.send(new GetObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      message: 'The specified key does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
    // What answers a HEAD has no body to say more in.
    await expect(world.s3.send(new HeadObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(
      world.s3.send(new PutObjectCommand({ Bucket: 'nobodys', Key: 'k', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
    world.account.s3.put(Bucket, { key: 'short', content: 'x' });
    await expect(
      world.s3.send(new GetObjectCommand({ Bucket, Key: 'short', Range: 'bytes=5-' })),
    ).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  it.each(['/absolute', 'folder/', 'a//b', 'percent%2Fsign', 'a+b', '..'])(
    'is found again as %s',
    async (Key) => {
      await world.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      expect(world.account.s3.object(Bucket, Key).sizeBytes).toBe(1);
      const got = await world.s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body?.transformToString()).toBe('x');
    },
  );

  it('is not written in pieces', async () => {
    const Body = Readable.from([Buffer.from('x')]);
    // The SDK warns that it cannot send a stream again.
    const hush = (): void => undefined;
    const client = clientWith({ logger: { debug: hush, info: hush, warn: hush, error: hush } });
    await expect(
      client.send(new PutObjectCommand({ Bucket, Key: 'k', Body, ContentLength: 1 })),
    ).rejects.toMatchObject({ name: 'InvalidArgument', message: expect.stringContaining('does not honour') });
    client.destroy();
  });

  it('is not written with what is not honoured, nor deleted', async () => {
    await expect(
      world.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ServerSideEncryption: 'aws:kms' })),
    ).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringContaining('x-amz-server-side-encryption'),
    });
    await expect(
      world.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ChecksumCRC32: 'AAAAAA==' })),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(
      world.s3.send(new PutObjectCommand({ Bucket, Key: 'k'.repeat(1_025), Body: 'x' })),
    ).rejects.toMatchObject({ name: 'KeyTooLongError' });
    await expect(world.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    expect(() => world.account.s3.object(Bucket, 'k')).toThrow('does not exist');
  });
});

describe('a path', () => {
  it('that cannot be decoded is refused', async () => {
    const client = clientWith({});
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { path: string }).path = `/${Bucket}/%zz`;
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'InvalidURI',
      $metadata: { httpStatusCode: 400 },
    });
    client.destroy();
  });
});

describe('a signature', () => {
  it.each([
    ['another key', { accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }, 'InvalidAccessKeyId'],
    ['another secret', { secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
  ])('of %s is refused', async (_, wrong, name) => {
    const client = clientWith({ credentials: { ...SANDBOX_CREDENTIALS, ...wrong } });
    await expect(client.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 403 },
    });
    client.destroy();
  });

  it('holds for a name in the query without a value, however it is sent', async () => {
    let signed: Readonly<Record<string, string>> = {};
    const client = clientWith({});
    client.middlewareStack.add(
      (next) => (args) => {
        if (HttpRequest.isInstance(args.request)) signed = args.request.headers;
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const location = client.send(new GetBucketLocationCommand({ Bucket }));
    await expect(location).rejects.toThrow('The sandbox does not honour location');
    const { host: _host, ...headers } = signed;
    const sentAlone = await fetch(`${world.server.url}/${Bucket}/?location`, { headers });
    expect(await sentAlone.text()).toContain('The sandbox does not honour location');
    client.destroy();
  });
});

describe('ListObjectsV2', () => {
  it('lists in the order of the bytes, with sizes and times', async () => {
    for (const key of ['\u{1F600}', 'b', '\uFFFD', 'a/2', 'B', 'a'])
      world.account.s3.put(Bucket, { key, content: key });
    const { Contents, KeyCount, IsTruncated } = await list({});
    expect(Contents?.map(({ Key }) => Key)).toEqual(['B', 'a', 'a/2', 'b', '\uFFFD', '\u{1F600}']);
    expect(Contents?.[0]).toMatchObject({
      Size: 1,
      LastModified: new Date(START_MS),
      ETag: '"9d5ed678fe57bcca610140957afab571"',
      StorageClass: 'STANDARD',
    });
    expect({ KeyCount, IsTruncated }).toEqual({ KeyCount: 6, IsTruncated: false });
  });

  it('gives every key once, in the order of its bytes, whatever the pages and the prefix', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(keys, keys, fc.integer({ min: 1, max: 7 }), fc.boolean(), (put, made, limit, rolls) => {
        const s3 = createS3(() => START_MS);
        const inOrder = (all: readonly string[]) =>
          all.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const ordered = inOrder(made);
        s3.createBucket('b');
        s3.generate('b', {
          count: ordered.length,
          keyAt: (place) => ordered[place] ?? '',
          objectAt: () => ({ sizeBytes: 1, modifiedAt: START_MS }),
        });
        for (const key of put) s3.put('b', { key, content: '' });
        const seen: string[] = [];
        let from = { after: null as string | null, afterPrefix: null as string | null };
        for (;;) {
          const delimiter = rolls ? 'a' : null;
          const { entries, isTruncated } = s3.list({ bucket: 'b', prefix: '', delimiter, limit, ...from });
          for (const entry of entries) {
            from =
              'object' in entry
                ? { after: entry.object.key, afterPrefix: null }
                : { after: null, afterPrefix: entry.commonPrefix };
            seen.push(from.after ?? from.afterPrefix ?? '');
          }
          if (!isTruncated) break;
        }
        const rolled = (key: string): string => (rolls ? key.replace(/^([^a]*a).*$/s, '$1') : key);
        expect(seen).toEqual(inOrder([...new Set([...put, ...made].map(rolled))]));
      }),
    );
  });

  it('lists what begins with a prefix and comes after a key, and forgets what was removed', async () => {
    for (const key of [...HOURS, 'todos/x']) world.account.s3.put(Bucket, { key, content: '' });
    const after = await list({ Prefix: 'users/', StartAfter: HOURS[0] });
    expect(keysOf(after)).toEqual(HOURS.slice(1));
    world.account.s3.remove(Bucket, HOURS[1] ?? '');
    expect(keysOf(await list({ Prefix: 'users/' }))).toEqual([HOURS[0], HOURS[2]]);
  });

  it('rolls up at a delimiter, and counts what is rolled up as one, page by page', async () => {
    for (const key of ['_SUCCESS', 'todos/1', 'todos/2', 'users/1', 'users/2', 'z'])
      world.account.s3.put(Bucket, { key, content: '' });
    const seen: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken });
      expect(page.KeyCount).toBe(1);
      seen.push(...keysOf(page), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(['_SUCCESS', 'todos/', 'users/', 'z']);
  });

  it('lists a million keys page by page and looks at little more than it shows', async () => {
    let lookedAt = 0;
    world.account.s3.generate(Bucket, {
      count: 1_000_000,
      keyAt: (place) => {
        lookedAt += 1;
        return `events/${String(place).padStart(7, '0')}`;
      },
      objectAt: (place) => ({ sizeBytes: place, modifiedAt: START_MS }),
    });
    world.account.s3.put(Bucket, { key: 'events/0500000', content: 'put over what is generated' });
    const first = await list({ Prefix: 'events/' });
    const second = await list({ Prefix: 'events/', ContinuationToken: first.NextContinuationToken });
    const middle = await list({ StartAfter: 'events/0499999', MaxKeys: 2 });
    const rolled = await list({ Delimiter: '/' });
    expect([first.KeyCount, keysOf(first).at(-1)]).toEqual([1_000, 'events/0000999']);
    expect([second.KeyCount, keysOf(second)[0], second.IsTruncated]).toEqual([1_000, 'events/0001000', true]);
    expect(middle.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['events/0500000', 26],
      ['events/0500001', 500_001],
    ]);
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'events/' }]);
    expect(lookedAt).toBeLessThan(10_000);
    const { Contents } = await list({ Prefix: 'events/0999999' });
    expect(Contents).toHaveLength(1);
    await expect(
      world.s3.send(new GetObjectCommand({ Bucket, Key: 'events/0999999' })),
    ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('no content') });
  });

  it('gives at most a thousand, and nothing where nothing is wanted', async () => {
    world.account.s3.put(Bucket, { key: 'a', content: '' });
    expect((await list({ MaxKeys: 5_000 })).MaxKeys).toBe(1_000);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it.each([
    ['an unknown bucket', { Bucket: 'nobodys' }, 'NoSuchBucket', 'The specified bucket does not exist'],
    ['a token it did not give', { ContinuationToken: 'x' }, 'InvalidArgument', 'continuation token'],
    ['a negative page', { MaxKeys: -1 }, 'InvalidArgument', 'maxKeys'],
    ['what it does not honour', { FetchOwner: true }, 'InvalidArgument', 'fetch-owner'],
  ])('is refused for %s', async (_, input, name, words) => {
    await expect(list(input)).rejects.toMatchObject({ name, message: expect.stringContaining(words) });
  });
});

function clientWith(changes: S3ClientConfig): S3Client {
  return new S3Client({
    endpoint: world.server.url,
    region: 'eu-central-1',
    credentials: SANDBOX_CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
    ...changes,
  });
}

function list(input: Partial<ListObjectsV2Command['input']>): Promise<ListObjectsV2CommandOutput> {
  return world.s3.send(new ListObjectsV2Command({ Bucket, ...input }));
}

function keysOf({ Contents }: ListObjectsV2CommandOutput): readonly (string | undefined)[] {
  return (Contents ?? []).map(({ Key }) => Key);
}

describe('what other SDKs ask for', () => {
  it('encodes what it lists when asked to, so that any key fits into XML', async () => {
    const key = 'users/a b+c&d\u0001(é).json';
    world.account.s3.put(Bucket, { key, content: '' });
    const page = await world.s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'users/a b', EncodingType: 'url' }),
    );
    expect(page).toMatchObject({ EncodingType: 'url', Prefix: 'users/a+b' });
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['users/a+b%2Bc%26d%01%28%C3%A9%29.json']);
  });

  it('lists by markers, with a delimiter and without, as long as there is more', async () => {
    for (const key of [...HOURS, 'a.json', 'z.json']) world.account.s3.put(Bucket, { key, content: '' });
    const rolled: string[] = [];
    let marker: string | undefined;
    do {
      const page = await world.s3.send(
        new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, Marker: marker }),
      );
      rolled.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      rolled.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
      marker = page.NextMarker;
    } while (marker !== undefined);
    expect(rolled).toEqual(['a.json', 'users/', 'z.json']);
    const first = await world.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, Contents: [{ Key: 'a.json' }, { Key: HOURS[0] }] });
    expect(first.NextMarker).toBeUndefined();
    const rest = await world.s3.send(new ListObjectsCommand({ Bucket, Marker: HOURS[0] }));
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual([...HOURS.slice(1), 'z.json']);
  });

  it('gives an object only while it is the one that was seen, as who reads it in parts asks', async () => {
    const Key = 'users/a.json';
    const { etag } = world.account.s3.put(Bucket, { key: Key, content: 'abcd' });
    const read = () =>
      world.s3.send(new GetObjectCommand({ Bucket, Key, IfMatch: etag, Range: 'bytes=0-1' }));
    expect(await (await read()).Body?.transformToString()).toBe('ab');
    world.account.s3.put(Bucket, { key: Key, content: 'other' });
    await expect(read()).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('lists the buckets, and says of one whether it is there', async () => {
    world.account.s3.createBucket('athena-results');
    const { Buckets } = await world.s3.send(new ListBucketsCommand({}));
    expect(Buckets).toEqual([
      { Name: 'athena-results', CreationDate: new Date(START_MS) },
      { Name: Bucket, CreationDate: new Date(START_MS) },
    ]);
    expect(await world.s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({
      BucketRegion: 'eu-central-1',
    });
    await expect(world.s3.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('a delete marker', () => {
  it('hides an object, put or generated, from listings and reads until it is taken away', async () => {
    world.account.s3.generate(Bucket, {
      count: HOURS.length,
      keyAt: (place) => HOURS[place] ?? '',
      objectAt: () => ({ sizeBytes: 1, modifiedAt: START_MS }),
    });
    const put = 'users/dt=2026-03-02/hour=02/part-1.json';
    world.account.s3.put(Bucket, { key: put, content: '{}' });
    const gone = [HOURS[1] ?? '', put];
    world.account.s3.markDeleted(Bucket, gone);
    expect(await keysListed()).toEqual([HOURS[0], HOURS[2]]);
    expect(await prefixesListed()).toEqual(['hour=01/', 'hour=03/']);
    await expect(world.s3.send(new GetObjectCommand({ Bucket, Key: put }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    world.account.s3.undelete(Bucket, gone);
    expect(await keysListed()).toEqual([...HOURS.slice(0, 2), put, HOURS[2]]);
  });

  it('is over when something is put there anew', async () => {
    world.account.s3.put(Bucket, { key: 'a', content: 'old' });
    world.account.s3.markDeleted(Bucket, ['a']);
    world.account.s3.put(Bucket, { key: 'a', sizeBytes: 7 });
    const { Contents } = await world.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ Key: 'a', Size: 7 }]);
  });

  async function keysListed(): Promise<readonly (string | undefined)[]> {
    const { Contents = [] } = await world.s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key);
  }

  async function prefixesListed(): Promise<readonly (string | undefined)[]> {
    const Prefix = 'users/dt=2026-03-02/';
    const { CommonPrefixes = [] } = await world.s3.send(
      new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/' }),
    );
    return CommonPrefixes.map((each) => each.Prefix?.slice(Prefix.length));
  }
});
