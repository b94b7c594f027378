/** `costs` of a pipeline's configuration: what may be spent, with the sentence for each fault. */

import type { StorageBudget } from './lake-storage.ts';

import { z } from 'zod';

/** What S3 Standard costs in us-east-1, the first 50 TB. */
const PRICE_PER_GB = 0.023;

export const costsShape = z
  .strictObject({
    athena_daily: z
      .number()
      .positive('Expected more than 0 dollars a day. Write a number, or remove it.')
      .optional(),
    storage_monthly: z
      .number()
      .positive('Expected more than 0 dollars a month. Write a number, or remove it.')
      .optional(),
    storage_price_per_gb: z
      .number()
      .positive('Expected a price of more than 0, in dollars a GB and month. Write a number.')
      .optional(),
  })
  .refine(
    ({ storage_monthly: limit, storage_price_per_gb: price }) => limit !== undefined || price === undefined,
    {
      path: ['storage_price_per_gb'],
      message: 'Expected storage_monthly beside a price of storage, got none. Write it, or remove the price.',
    },
  )
  .default({});

/** What is said of storage; null where nobody says what it may cost. */
export function storageBudget({
  storage_monthly: monthlyLimit,
  storage_price_per_gb: pricePerGb = PRICE_PER_GB,
}: z.infer<typeof costsShape>): StorageBudget | null {
  return monthlyLimit === undefined ? null : { monthlyLimit, pricePerGb };
}
