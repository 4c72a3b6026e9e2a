// Walking over tokens: look ahead, take what is expected, or say where the syntax is wrong.

import type { Token } from './lexer.ts';
import { nestedTooDeeply, syntaxNear, syntaxNearKeyword } from './sql-error.ts';

/** Words that cannot be a name or an alias unless in brackets; also what an error calls a keyword. */
const reserved = new Set(
  `ADD ALL ALTER AND ANY AS ASC BEGIN BETWEEN BY CASE CLOSE COLLATE COMMIT CREATE CROSS CURRENT_TIMESTAMP CURRENT_USER
   CURSOR DEALLOCATE DECLARE DEFAULT DELETE DENY DESC DISTINCT DROP ELSE END EXCEPT EXEC EXECUTE EXISTS FETCH FOR FROM
   FULL GRANT GROUP HAVING HOLDLOCK IF IN INNER INSERT INTERSECT INTO IS JOIN KILL LEFT LIKE MERGE NOT NULL NULLIF OF
   ON OPEN OPTION OR ORDER OUTER OVER PRINT PROC PROCEDURE RAISERROR RETURN RIGHT ROLLBACK SAVE SELECT SESSION_USER SET
   SYSTEM_USER TABLE THEN TO TOP TRAN TRANSACTION TRUNCATE UNION UNIQUE UPDATE USE USER VALUES VIEW WAITFOR WHEN WHERE
   WHILE WITH`.split(/\s+/),
);

/** Brackets, cases and calls inside one another. */
const mostLevels = 100;

export type Cursor = {
  /** Token `ahead` places on; 0 is the next one. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Do the next tokens have these keywords? */
  sees(...keywords: readonly string[]): boolean;
  /** Takes them if they are there. */
  takes(...keywords: readonly string[]): boolean;
  /** Takes them or fails. */
  expect(...keywords: readonly string[]): void;
  /** A name, in brackets or not; fails on a keyword. */
  name(): string;
  /** Is the next token something `name` would take? */
  seesName(): boolean;
  /** Throws 102 or 156 at the next token. */
  fail(): never;
  /** The token after the bracket that closes the one here. */
  afterBracket(): Token;
  /** Reads something that can contain itself; too many levels are SqlError 191, not a full stack. */
  nested<T>(read: () => T): T;
};

export function createCursor(tokens: readonly Token[]): Cursor {
  let position = 0;
  let levels = 0;
  const last = tokens.length - 1;
  const peek = (ahead = 0) => tokens[Math.min(position + ahead, last)] as Token;
  const cursor: Cursor = {
    peek,
    next() {
      const token = peek();
      position = Math.min(position + 1, last);
      return token;
    },
    sees: (...keywords) => keywords.every((keyword, index) => peek(index).keyword === keyword),
    takes(...keywords) {
      if (!cursor.sees(...keywords)) return false;
      position += keywords.length;
      return true;
    },
    expect(...keywords) {
      for (const keyword of keywords) if (!cursor.takes(keyword)) cursor.fail();
    },
    name() {
      if (!cursor.seesName()) cursor.fail();
      return cursor.next().value;
    },
    seesName: () => peek().kind === 'name' || (peek().kind === 'word' && !reserved.has(peek().keyword)),
    fail() {
      const token = peek();
      if (reserved.has(token.keyword)) throw syntaxNearKeyword(token.value, token.line);
      throw syntaxNear(token.value, token.line);
    },
    afterBracket() {
      let depth = 0;
      for (let ahead = 0; position + ahead < last; ahead++) {
        const { keyword } = peek(ahead);
        depth += keyword === '(' ? 1 : keyword === ')' ? -1 : 0;
        if (depth === 0) return peek(ahead + 1);
      }
      return peek(last);
    },
    nested(read) {
      if (++levels > mostLevels) throw nestedTooDeeply(peek().line);
      const result = read();
      levels--;
      return result;
    },
  };
  return cursor;
}

/** What stands between commas: one at least. */
export function commaList<T>(cursor: Cursor, read: () => T): T[] {
  const items = [read()];
  while (cursor.takes(',')) items.push(read());
  return items;
}
