/** What every store does, whatever engine is under it. An engine's own test file calls `describeStore`. */

import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Store } from '../../src/handlers/ports.ts';
import type { Stored } from '../support/stored.ts';
import { claimContract } from './contract/claims.ts';
import { conflictContract } from './contract/conflicts.ts';
import { inboundContract } from './contract/inbound.ts';
import { incidentContract } from './contract/incidents.ts';
import { cardContract } from './contract/cards.ts';
import { jobContract } from './contract/jobs.ts';
import { recordContract } from './contract/records.ts';
import { runContract } from './contract/runs.ts';
import { transactionContract } from './contract/transactions.ts';

/** A fresh, migrated store on a database of its own. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly stored: Stored;
  /** Closes the store and opens the same database again. */
  reopen(): Promise<Store>;
  /** Closes what is open and removes the database. */
  cleanup(): Promise<void>;
}

/** What each part of the contract works on: the store of the running test. */
export interface Current {
  readonly store: Store;
  readonly stored: Stored;
  reopen(): Promise<Store>;
}

/** Runs the contract; `open` is called once for each test. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the store contract on ${name}`, () => {
    let opened: StoreUnderTest;
    let store: Store;
    const current: Current = {
      get store() {
        return store;
      },
      get stored() {
        return opened.stored;
      },
      async reopen() {
        store = await opened.reopen();
        return store;
      },
    };

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.cleanup());

    inboundContract(current);
    transactionContract(current);
    conflictContract(current);
    incidentContract(current);
    cardContract(current);
    jobContract(current);
    claimContract(current);
    recordContract(current);
    runContract(current);
  });
}
