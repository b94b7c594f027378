/** The words of the language that cannot be names, and those that begin something other than a read. Pure data. */

/** Trino takes these for its own wherever they stand without quotes. */
export const RESERVED: ReadonlySet<string> = new Set(
  `ALTER AND AS AUTO BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH
  CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP ELSE
  END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS
  JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME LOCALTIMESTAMP
  NATURAL NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE UESCAPE
  UNION UNNEST USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

/** These may be names, but after an expression or a table they begin something else; there a name of them needs AS. */
export const NO_BARE_ALIAS: ReadonlySet<string> = new Set(
  'AT FETCH FILTER IGNORE LATERAL LIMIT MATCH_RECOGNIZE OFFSET OVER RESPECT TABLESAMPLE WINDOW WITHIN'.split(
    ' ',
  ),
);

/** What a statement that begins so would do instead of reading. */
export const DOES: Readonly<Record<string, string>> = {
  ALTER: 'changes a table, a view or a database',
  ANALYZE: 'writes statistics of a table',
  BEGIN: 'begins a transaction',
  CALL: 'runs a procedure',
  COMMENT: 'writes a comment of a table',
  COMMIT: 'ends a transaction',
  CREATE: 'makes a table, a view, a database or a function',
  DEALLOCATE: 'removes a prepared statement',
  DELETE: 'removes rows',
  DENY: 'changes who may do what',
  DROP: 'removes a table, a view or a database',
  EXECUTE: 'runs a prepared statement that cannot be read here',
  EXPORT: 'writes files',
  GRANT: 'changes who may do what',
  IMPORT: 'makes a table',
  INSERT: 'writes rows',
  LOAD: 'writes rows',
  MERGE: 'changes rows',
  MSCK: 'changes the partitions of a table',
  OPTIMIZE: 'rewrites the files of a table',
  PREPARE: 'stores a statement to be run later',
  REFRESH: 'rewrites a materialized view',
  REPAIR: 'changes the partitions of a table',
  RESET: 'changes the session',
  REVOKE: 'changes who may do what',
  ROLLBACK: 'ends a transaction',
  SET: 'changes the session',
  START: 'begins a transaction',
  TRUNCATE: 'removes rows',
  UNLOAD: 'writes files',
  UPDATE: 'changes rows',
  USE: 'changes the session',
  USING: 'calls a function outside Athena',
  VACUUM: 'removes files of a table',
};
