/**
 * The grammar of Trino as dt-sql-parser has it, to hold ours against. The package cannot be loaded by Node as it is, so
 * that the test bundles this file.
 */

import { BailErrorStrategy, CharStreams, CommonTokenStream, ParserRuleContext, Token } from 'antlr4ng';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js';
import { TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';

/** The tables of one statement as they are spelt there, names that WITH gave among them; null when it does not parse. */
export function tablesByTrino(sql: string): readonly string[] | null {
  const lexer = new TrinoSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  const parser = new TrinoSqlParser(new CommonTokenStream(lexer));
  parser.removeErrorListeners();
  parser.errorHandler = new BailErrorStrategy();
  try {
    const tables: string[] = [];
    const statement = parser.singleStatement();
    if (parser.inputStream.LA(1) !== Token.EOF) return null;
    gather(statement, tables);
    return tables;
  } catch {
    return null;
  }
}

function gather(context: ParserRuleContext, tables: string[]): void {
  if (context.ruleIndex === TrinoSqlParser.RULE_tableRef) tables.push(context.getText());
  for (const child of context.children ?? []) if (child instanceof ParserRuleContext) gather(child, tables);
}
