/** What a pipeline may cost and at which prices that is estimated, as the configuration says. Plain data. */

export interface Price {
  readonly dollars: number;
  /** Whether nobody said it, and it is that of us-east-1. */
  readonly isDefault: boolean;
}

export interface CostSettings {
  readonly prices: {
    /** A GB and month, whatever the class. */
    readonly storage: Price;
    /** A DPU hour. */
    readonly glue: Price;
    /** Each 10^12 bytes; null where nobody says. */
    readonly athena: Price | null;
  };
  /** Dollars; null where nobody says. */
  readonly limits: {
    readonly storageMonthly: number | null;
    readonly glueMonthly: number | null;
    readonly athenaDaily: number | null;
    /** All of it together. */
    readonly monthly: number | null;
  };
}

/** No limit, and what S3 Standard, the first 50 TB, and Glue's standard jobs cost in us-east-1. */
export const DEFAULT_COSTS: CostSettings = {
  prices: {
    storage: { dollars: 0.023, isDefault: true },
    glue: { dollars: 0.44, isDefault: true },
    athena: null,
  },
  limits: { storageMonthly: null, glueMonthly: null, athenaDaily: null, monthly: null },
};
