/** Whether the files of a lake are as they should be: not too many small ones, and nothing that a job left behind. Pure. */

import type { Trouble } from './lake-partitions.ts';

import { DAY_MS } from './lake-dates.ts';
import { bytesText, numberText, shareText } from './units.ts';

export interface StoredFile {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** What lies in one partition, or in a table that has none. */
export interface Content {
  /** Of the partition, as it stands in the lake; null for a table without. */
  readonly partition: string | null;
  readonly files: readonly StoredFile[];
  /** False when only the first page of it was read. */
  readonly isWhole: boolean;
}

export interface FilesHealth {
  /** `1,204 of 1,300`; empty when there are not many. */
  readonly small: string;
  readonly troubles: readonly Trouble[];
}

const SMALL_BYTES = 1_000_000;
const MANY = 100;
const LARGE_SHARE = 0.5;
/** A share of fewer files says nothing: a small table has small files. */
const LEAST_FILES = 10;
const OLD_MS = DAY_MS;

/** How the files of the newest partitions are, the newest partition first. */
export function filesHealth(contents: readonly Content[]): FilesHealth {
  const files = contents.flatMap((content) => content.files.filter(isData));
  const small = files.filter(({ bytes }) => bytes < SMALL_BYTES).length;
  const share = files.length === 0 ? 0 : small / files.length;
  const isMany = small >= MANY || (share > LARGE_SHARE && files.length >= LEAST_FILES);
  const text = `${numberText(small)} of ${numberText(files.length)}`;
  const [newest] = contents;
  const where = contents.length === 1 && newest?.partition != null ? ` of ${newest.partition}` : '';
  return {
    small: isMany ? text : '',
    troubles: [
      ...(newest !== undefined && newest.partition !== null && !newest.files.some(isData)
        ? [
            {
              verdict: 'fail' as const,
              words: `${newest.partition} holds no file`,
              remedy: 'See whether what fills it ran, and who deletes there.',
            },
          ]
        : []),
      ...(isMany
        ? [
            {
              verdict: 'warn' as const,
              words: `${text} files${where} are under 1 MB (${shareText(share)})`,
              remedy: 'Write fewer and larger files, or compact them.',
            },
          ]
        : []),
    ],
  };
}

/** What jobs left behind more than a day ago, of these files. */
export function leftBehind(files: readonly StoredFile[], now: number): readonly Trouble[] {
  const left = files.filter(({ key, modifiedAt }) => isTemporary(key) && now - modifiedAt > OLD_MS);
  const [first] = left;
  if (first === undefined) return [];
  const bytes = left.reduce((sum, file) => sum + file.bytes, 0);
  const what = left.length === 1 ? 'a temporary file is' : `${numberText(left.length)} temporary files are`;
  return [
    {
      verdict: 'warn',
      words: `${what} older than a day (${bytesText(bytes)}), such as ${first.key}`,
      remedy: 'Remove them when no job writes there.',
    },
  ];
}

/** Whether a key, or a prefix, is of what Spark or Hadoop write for a while only. */
export function isTemporary(key: string): boolean {
  return key
    .split('/')
    .some(
      (part) =>
        part === '_temporary' ||
        part.startsWith('.spark-staging') ||
        part.endsWith('_$folder$') ||
        part.endsWith('.tmp'),
    );
}

/** Neither temporary, nor a marker such as `_SUCCESS`, nor the placeholder of a folder. */
function isData({ key }: StoredFile): boolean {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return name !== '' && !name.startsWith('_') && !name.startsWith('.') && !isTemporary(key);
}
