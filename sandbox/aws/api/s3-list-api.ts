/** ListObjectsV2 of S3, and the ListObjects before it, which the resources of boto3 still call: the keys of a bucket. */

import type { S3Listing, S3Object, S3Page } from '../s3.ts';
import type { Answer } from './operation.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { restOperation } from './operation.ts';

/** Of both operations, from the API reference of S3. */
const MOST_KEYS = 1_000;

const QUERY = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'encoding-type': 'EncodingType',
};
const SHAPE = {
  Bucket: z.string(),
  Prefix: z.string().optional(),
  Delimiter: z.string().optional(),
  MaxKeys: z
    .string()
    .regex(/^\d{1,10}$/, 'Argument maxKeys must be an integer between 0 and 2147483647')
    .transform(Number)
    .optional(),
  EncodingType: z.literal('url').optional(),
};
type Asked = z.output<z.ZodObject<typeof SHAPE>>;

export const listObjectsV2 = restOperation(
  {
    method: 'GET',
    path: '/{Bucket}',
    only: ['list-type', '2'],
    query: { ...QUERY, 'start-after': 'StartAfter', 'continuation-token': 'ContinuationToken' },
    answer: { root: 'ListBucketResult' },
  },
  { ...SHAPE, StartAfter: z.string().optional(), ContinuationToken: z.string().optional() },
  ({ s3 }, { StartAfter, ContinuationToken, ...asked }) => {
    const begin =
      ContinuationToken === undefined
        ? { after: StartAfter ?? null, afterPrefix: null }
        : readToken(ContinuationToken);
    const found = s3.list({ ...listingOf(asked), ...begin });
    const last = found.entries.at(-1);
    const answer = pageOf(asked, found);
    return {
      ...answer,
      StartAfter: StartAfter === undefined ? undefined : encodedFor(asked)(StartAfter),
      ContinuationToken,
      KeyCount: found.entries.length,
      NextContinuationToken: found.isTruncated && last !== undefined ? tokenAfter(last) : undefined,
    };
  },
);

export const listObjects = restOperation(
  {
    method: 'GET',
    path: '/{Bucket}',
    query: { ...QUERY, marker: 'Marker' },
    answer: { root: 'ListBucketResult' },
  },
  { ...SHAPE, Marker: z.string().optional() },
  ({ s3 }, { Marker = '', ...asked }) => {
    const { delimiter, ...listing } = listingOf(asked);
    const isPrefix = delimiter !== null && Marker.endsWith(delimiter);
    const begin = isPrefix
      ? { after: null, afterPrefix: Marker }
      : { after: Marker || null, afterPrefix: null };
    const found = s3.list({ ...listing, delimiter, ...begin });
    const last = found.entries.at(-1);
    const encoded = encodedFor(asked);
    return {
      ...pageOf(asked, found),
      Marker: encoded(Marker),
      // Without a delimiter whoever goes on takes the last key.
      NextMarker:
        found.isTruncated && delimiter !== null && last !== undefined
          ? encoded('object' in last ? last.object.key : last.commonPrefix)
          : undefined,
    };
  },
);

function listingOf({
  Bucket,
  Prefix = '',
  Delimiter,
  MaxKeys = MOST_KEYS,
}: Asked): Omit<S3Listing, 'after' | 'afterPrefix'> {
  return {
    bucket: Bucket,
    prefix: Prefix,
    // An empty one is none.
    delimiter: Delimiter || null,
    limit: Math.min(MaxKeys, MOST_KEYS),
  };
}

/** What both answer. */
function pageOf(asked: Asked, { entries, isTruncated }: S3Page): Answer {
  const { limit } = listingOf(asked);
  const encoded = encodedFor(asked);
  return {
    Name: asked.Bucket,
    Prefix: encoded(asked.Prefix ?? ''),
    Delimiter: asked.Delimiter === undefined ? undefined : encoded(asked.Delimiter),
    EncodingType: asked.EncodingType,
    MaxKeys: limit,
    // As S3 does, nothing is said to follow when nothing was asked for.
    IsTruncated: isTruncated && limit > 0,
    Contents: entries.flatMap((entry) =>
      'object' in entry ? [{ ...wireListed(entry.object), Key: encoded(entry.object.key) }] : [],
    ),
    CommonPrefixes: entries.flatMap((entry) =>
      'commonPrefix' in entry ? [{ Prefix: encoded(entry.commonPrefix) }] : [],
    ),
  };
}

function encodedFor({ EncodingType }: Asked): (text: string) => string {
  return EncodingType === undefined ? (text) => text : urlEncoded;
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

/** A token says after which key, or after which rolled-up prefix, the next page begins. */
function tokenAfter(entry: S3Page['entries'][number]): string {
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
