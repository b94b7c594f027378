/** ListBuckets and HeadBucket of S3: which buckets there are. All are of one owner and of one region. */

import { z } from 'zod';

import { restOperation } from './operation.ts';

export const listBuckets = restOperation(
  { method: 'GET', path: '/', answer: { root: 'ListAllMyBucketsResult' } },
  {},
  ({ s3, accountId }) => ({
    Owner: { ID: accountId },
    Buckets: {
      Bucket: s3.buckets().map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: new Date(createdAt).toISOString(),
      })),
    },
  }),
);

export const headBucket = restOperation(
  { method: 'HEAD', path: '/{Bucket}', answer: { headers: { BucketRegion: 'x-amz-bucket-region' } } },
  { Bucket: z.string() },
  ({ s3, region }, { Bucket }) => {
    s3.list({ bucket: Bucket, prefix: '', delimiter: null, after: null, afterPrefix: null, limit: 0 });
    return { BucketRegion: region };
  },
);
