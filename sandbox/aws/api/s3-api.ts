/** S3 at the wire (REST, XML, the bucket in the path): listing keys, and reading and writing whole objects. */

import type { S3, S3Object } from '../s3.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { crc32Of } from '../s3.ts';
import { restOperation } from './operation.ts';
import { headBucket, listBuckets } from './s3-buckets-api.ts';

// Limits of ListObjectsV2 and of a key, from the API reference of S3.
const MOST_KEYS = 1_000;
const LONGEST_KEY_BYTES = 1_024;

const bucket = z.string();
const key = z.string();
const object = { Bucket: bucket, Key: key };
const ONE_OBJECT = '/{Bucket}/{Key+}';
const READ_HEADERS = { range: 'Range', 'x-amz-checksum-mode': 'ChecksumMode' };
const OBJECT_HEADERS = {
  ContentLength: 'content-length',
  ContentRange: 'content-range',
  ContentType: 'content-type',
  LastModified: 'last-modified',
  ETag: 'etag',
  AcceptRanges: 'accept-ranges',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumType: 'x-amz-checksum-type',
};
const checksumAsked = z.literal('ENABLED').optional();

export const s3Service: Service = {
  name: 's3',
  protocol: 'rest-xml',
  signingName: 's3',
  target: null,
  namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  invalidInputCode: 'InvalidArgument',
  throttledCode: 'SlowDown',
  accessDeniedCode: 'AccessDenied',
  actions: {
    ListBuckets: 'ListAllMyBuckets',
    HeadBucket: 'ListBucket',
    ListObjectsV2: 'ListBucket',
    HeadObject: 'GetObject',
  },
  operations: {
    ListBuckets: listBuckets,
    HeadBucket: headBucket,
    ListObjectsV2: restOperation(
      {
        method: 'GET',
        path: '/{Bucket}',
        only: ['list-type', '2'],
        query: {
          prefix: 'Prefix',
          delimiter: 'Delimiter',
          'start-after': 'StartAfter',
          'continuation-token': 'ContinuationToken',
          'max-keys': 'MaxKeys',
          'encoding-type': 'EncodingType',
        },
        answer: { root: 'ListBucketResult' },
      },
      {
        Bucket: bucket,
        Prefix: z.string().optional(),
        Delimiter: z.string().optional(),
        StartAfter: z.string().optional(),
        ContinuationToken: z.string().optional(),
        MaxKeys: z
          .string()
          .regex(/^\d{1,10}$/, 'Argument maxKeys must be an integer between 0 and 2147483647')
          .transform(Number)
          .optional(),
        EncodingType: z.literal('url').optional(),
      },
      ({ s3 }, input) => {
        const limit = Math.min(input.MaxKeys ?? MOST_KEYS, MOST_KEYS);
        const found = listFrom(s3, { ...input, limit });
        const last = found.entries.at(-1);
        const encoded = input.EncodingType === undefined ? (text: string) => text : urlEncoded;
        return {
          Name: input.Bucket,
          Prefix: encoded(input.Prefix ?? ''),
          Delimiter: input.Delimiter === undefined ? undefined : encoded(input.Delimiter),
          StartAfter: input.StartAfter === undefined ? undefined : encoded(input.StartAfter),
          EncodingType: input.EncodingType,
          ContinuationToken: input.ContinuationToken,
          MaxKeys: limit,
          KeyCount: found.entries.length,
          // As S3 does, nothing is said to follow when nothing was asked for.
          IsTruncated: found.isTruncated && limit > 0,
          NextContinuationToken: found.isTruncated && last !== undefined ? tokenAfter(last) : undefined,
          Contents: found.entries.flatMap((entry) =>
            'object' in entry ? [{ ...wireListed(entry.object), Key: encoded(entry.object.key) }] : [],
          ),
          CommonPrefixes: found.entries.flatMap((entry) =>
            'commonPrefix' in entry ? [{ Prefix: encoded(entry.commonPrefix) }] : [],
          ),
        };
      },
    ),

    HeadObject: restOperation(
      { method: 'HEAD', path: ONE_OBJECT, headers: READ_HEADERS, answer: { headers: OBJECT_HEADERS } },
      { ...object, ChecksumMode: checksumAsked },
      ({ s3 }, { Bucket, Key, ChecksumMode }) => wireObject(s3.object(Bucket, Key), ChecksumMode),
    ),

    GetObject: restOperation(
      {
        method: 'GET',
        path: ONE_OBJECT,
        headers: { ...READ_HEADERS, 'if-match': 'IfMatch' },
        answer: { headers: OBJECT_HEADERS, payload: 'Body' },
      },
      {
        ...object,
        Range: z.string().optional(),
        IfMatch: z.string().optional(),
        ChecksumMode: checksumAsked,
      },
      ({ s3 }, { Bucket, Key, Range, IfMatch, ChecksumMode }) => {
        const found = s3.object(Bucket, Key);
        if (IfMatch !== undefined && IfMatch !== found.etag) {
          throw new AwsRefusal(
            'PreconditionFailed',
            'At least one of the pre-conditions you specified did not hold',
            412,
          );
        }
        if (found.content === undefined) {
          throw new AwsRefusal('NotImplemented', `The sandbox only lists ${Key}: it has no content`, 501);
        }
        if (Range === undefined) return { ...wireObject(found, ChecksumMode), Body: found.content };
        const { from, to } = rangeOf(Range, found.sizeBytes);
        return {
          // The checksum is that of the whole, which nobody can hold a part against.
          ...wireObject(found, undefined),
          ContentLength: to - from + 1,
          ContentRange: `bytes ${from}-${to}/${found.sizeBytes}`,
          Body: found.content.subarray(from, to + 1),
        };
      },
    ),

    PutObject: restOperation(
      {
        method: 'PUT',
        path: ONE_OBJECT,
        headers: {
          'content-type': 'ContentType',
          'x-amz-checksum-crc32': 'ChecksumCRC32',
          'x-amz-sdk-checksum-algorithm': 'ChecksumAlgorithm',
        },
        payload: 'Body',
        answer: {
          headers: {
            ETag: 'etag',
            ChecksumCRC32: 'x-amz-checksum-crc32',
            ChecksumType: 'x-amz-checksum-type',
          },
        },
      },
      {
        Bucket: bucket,
        Key: key,
        ContentType: z.string().optional(),
        ChecksumCRC32: z.string().optional(),
        ChecksumAlgorithm: z.literal('CRC32').optional(),
        Body: z.instanceof(Buffer),
      },
      ({ s3 }, { Bucket, Key, ContentType, ChecksumCRC32, Body }) => {
        if (Buffer.byteLength(Key) > LONGEST_KEY_BYTES) {
          throw new AwsRefusal('KeyTooLongError', 'Your key is too long');
        }
        if (ChecksumCRC32 !== undefined && ChecksumCRC32 !== crc32Of(Body)) {
          throw new AwsRefusal('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
        }
        const put = s3.put(Bucket, {
          key: Key,
          content: Body,
          ...(ContentType === undefined ? {} : { contentType: ContentType }),
        });
        return { ETag: put.etag, ChecksumCRC32: put.crc32, ChecksumType: 'FULL_OBJECT' };
      },
    ),
  },
};

function listFrom(
  s3: S3,
  input: {
    readonly Bucket: string;
    readonly Prefix?: string | undefined;
    readonly Delimiter?: string | undefined;
    readonly StartAfter?: string | undefined;
    readonly ContinuationToken?: string | undefined;
    readonly limit: number;
  },
): ReturnType<S3['list']> {
  return s3.list({
    bucket: input.Bucket,
    prefix: input.Prefix ?? '',
    // An empty one is none.
    delimiter: input.Delimiter || null,
    limit: input.limit,
    ...(input.ContinuationToken === undefined
      ? { after: input.StartAfter ?? null, afterPrefix: null }
      : readToken(input.ContinuationToken)),
  });
}

/** A token says after which key, or after which rolled-up prefix, the next page begins. */
function tokenAfter(entry: ReturnType<S3['list']>['entries'][number]): string {
  const text = 'object' in entry ? `key ${entry.object.key}` : `prefix ${entry.commonPrefix}`;
  return Buffer.from(text).toString('base64url');
}

function readToken(token: string): { readonly after: string | null; readonly afterPrefix: string | null } {
  const [, kind, text = ''] = /^(key|prefix) (.*)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (kind === undefined) {
    throw new AwsRefusal('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return kind === 'key' ? { after: text, afterPrefix: null } : { after: null, afterPrefix: text };
}

/** The first and the last byte that are wanted. Throws `InvalidRange`. */
function rangeOf(range: string, size: number): { readonly from: number; readonly to: number } {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if ((first === '' && last === '') || from > to) {
    throw new AwsRefusal('InvalidRange', 'The requested range is not satisfiable', 416);
  }
  return { from, to };
}

/** As in a form, but for slashes. */
function urlEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1).replaceAll('%2F', '/');
}

function wireListed({ sizeBytes, modifiedAt, etag }: S3Object): Answer {
  return {
    LastModified: new Date(modifiedAt).toISOString(),
    ETag: etag,
    Size: sizeBytes,
    StorageClass: 'STANDARD',
  };
}

function wireObject(found: S3Object, checksumMode: 'ENABLED' | undefined): Answer {
  const hasChecksum = checksumMode !== undefined && found.crc32 !== undefined;
  return {
    ContentLength: found.sizeBytes,
    ContentType: found.contentType,
    // HTTP dates have whole seconds.
    LastModified: new Date(found.modifiedAt).toUTCString(),
    ETag: found.etag,
    AcceptRanges: 'bytes',
    ...(hasChecksum ? { ChecksumCRC32: found.crc32, ChecksumType: 'FULL_OBJECT' } : {}),
  };
}
