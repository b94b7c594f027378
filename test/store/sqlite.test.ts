import { describeStore } from './contract.ts';
import { openSqliteUnderTest } from './files.ts';

describeStore('SQLite', openSqliteUnderTest);
