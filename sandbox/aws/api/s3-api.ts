/** S3 at the wire (REST, XML, the bucket in the path): buckets and their keys, and reading and writing whole objects. */

import type { S3Object } from '../s3.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { crc32Of } from '../s3.ts';
import { restOperation } from './operation.ts';
import { headBucket, listBuckets } from './s3-buckets-api.ts';
import { listObjects, listObjectsV2 } from './s3-list-api.ts';

/** From the API reference of S3. */
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
    ListObjects: 'ListBucket',
    HeadObject: 'GetObject',
  },
  operations: {
    ListBuckets: listBuckets,
    HeadBucket: headBucket,
    ListObjectsV2: listObjectsV2,
    ListObjects: listObjects,

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
