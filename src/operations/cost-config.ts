/** `costs` of a pipeline's configuration: what may be spent and at which prices, with the sentence for each fault. */

import type { CostSettings } from './cost-settings.ts';
import type { StorageBudget } from './lake-storage.ts';

import { z } from 'zod';

import { DEFAULT_COSTS } from './cost-settings.ts';

export const costsShape = z
  .strictObject({
    athena_daily: limit('a day').optional(),
    glue_monthly: limit('a month').optional(),
    glue_price_per_dpu_hour: price('a DPU hour').optional(),
    monthly: limit('a month').optional(),
    storage_monthly: limit('a month').optional(),
    storage_price_per_gb: price('a GB and month').optional(),
  })
  .default({});

/** What `lake` says of storage; null where nobody says what it may cost. */
export function storageBudget({
  storage_monthly: monthlyLimit,
  storage_price_per_gb: pricePerGb = DEFAULT_COSTS.prices.storage.dollars,
}: z.infer<typeof costsShape>): StorageBudget | null {
  return monthlyLimit === undefined ? null : { monthlyLimit, pricePerGb };
}

/** Limits and prices; that of Athena stands under `athena`. */
export function costSettings(
  costs: z.infer<typeof costsShape>,
  athenaPricePerTb: number | undefined,
): CostSettings {
  const { prices } = DEFAULT_COSTS;
  return {
    prices: {
      storage: said(costs.storage_price_per_gb) ?? prices.storage,
      glue: said(costs.glue_price_per_dpu_hour) ?? prices.glue,
      athena: said(athenaPricePerTb) ?? prices.athena,
    },
    limits: {
      storageMonthly: costs.storage_monthly ?? null,
      glueMonthly: costs.glue_monthly ?? null,
      athenaDaily: costs.athena_daily ?? null,
      monthly: costs.monthly ?? null,
    },
  };
}

function said(dollars: number | undefined): { readonly dollars: number; readonly isDefault: false } | null {
  return dollars === undefined ? null : { dollars, isDefault: false };
}

function limit(per: string) {
  return z.number().positive(`Expected more than 0 dollars ${per}. Write a number, or remove it.`);
}

function price(per: string) {
  return z.number().positive(`Expected a price of more than 0, in dollars ${per}. Write a number.`);
}
