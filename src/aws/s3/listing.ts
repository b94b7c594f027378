/**
 * The keys of one bucket, asked a page at a time and only so often: what a bucket of a million keys holds is read off its
 * newest prefixes, never by walking through it.
 */

import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { StoredFile } from '../../operations/lake-files.ts';
import type { Call } from '../makers.ts';

import { answerOrReport } from '../refusals.ts';

/** Of one bucket, where nobody says less. */
export const MOST_PAGES = 20;
const PAGE_SIZE = 1_000;
/** A bucket that refuses more is not asked on: each refusal has cost several attempts. */
const MOST_REFUSALS = 2;

export interface Page {
  /** What keys are rolled up to, each with its slash; none without a delimiter. */
  readonly prefixes: readonly string[];
  readonly files: readonly StoredFile[];
  /** Whether more follows. */
  readonly isCut: boolean;
}

export interface Ask {
  readonly prefix: string;
  /** Whether everything below is listed, or only the next level. */
  readonly deep?: boolean;
  /** Only keys behind this one. */
  readonly after?: string;
}

export interface Listing {
  readonly bucket: string;
  /** The first page of it; null when it was refused, or the bucket was asked often enough. */
  page(ask: Ask): Promise<Page | null>;
  /** How many pages may still be asked for. */
  left(): number;
  /** The sentences of what was refused so far. */
  refused(): readonly string[];
}

/** A listing of this bucket that has not asked yet, and asks for at most so many pages. */
export function createListing(bucket: string, { clients, signal }: Call, pages = MOST_PAGES): Listing {
  let left = pages;
  const refused: string[] = [];
  return {
    bucket,
    left: () => left,
    refused: () => [...refused],
    async page({ prefix, deep = false, after }) {
      if (left === 0) return null;
      left -= 1;
      const answer = await answerOrReport(
        clients.s3.listObjectsV2(
          {
            Bucket: bucket,
            Prefix: prefix,
            MaxKeys: PAGE_SIZE,
            ...(deep ? {} : { Delimiter: '/' }),
            ...(after === undefined ? {} : { StartAfter: after }),
          },
          { abortSignal: signal },
        ),
        { doing: `list ${bucket}/${prefix}`, action: 's3:ListBucket' },
      );
      if (answer.ok) return pageOf(answer.value);
      refused.push(answer.error.sentence);
      if (!answer.error.retryable || refused.length >= MOST_REFUSALS) left = 0;
      return null;
    },
  };
}

function pageOf({ Contents, CommonPrefixes, IsTruncated }: ListObjectsV2CommandOutput): Page {
  return {
    prefixes: (CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix])),
    files: (Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
      Key === undefined ? [] : [{ key: Key, bytes: Size ?? 0, modifiedAt: LastModified?.getTime() ?? 0 }],
    ),
    isCut: IsTruncated === true,
  };
}
