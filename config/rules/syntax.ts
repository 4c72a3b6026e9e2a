// What the YAML parser's error codes mean to an operator. Its own messages are not passed on: they can quote the
// file, and with it a secret.

type SyntaxText = {
  readonly message: string;
  readonly suggestion: string | null;
  /** True where only this value is wrong, and all around it is still understood. */
  readonly local?: true;
};

const texts: Readonly<Record<string, SyntaxText>> = {
  BAD_ALIAS: {
    local: true,
    message: 'a value that begins with * refers to an anchor that is not there',
    suggestion: 'if it is text, put it in quotes',
  },
  BAD_COLLECTION_TYPE: {
    local: true,
    message: 'the tag does not fit what follows',
    suggestion: 'if it is text, put it in quotes',
  },
  BAD_DIRECTIVE: {
    message: 'a line that begins with % is a directive',
    suggestion: 'if it is text, put it in quotes',
  },
  BAD_DQ_ESCAPE: {
    local: true,
    message: 'a backslash in double quotes begins an escape, and this one does not exist',
    suggestion: 'write paths in single quotes, or each backslash twice',
  },
  BAD_INDENT: {
    message: 'the indentation fits no section',
    suggestion: 'begin settings of one section in the same column, and close every { and [ before',
  },
  BAD_SCALAR_START: {
    local: true,
    message: 'text may not begin with this character',
    suggestion: 'put the value in quotes',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'there is a second ": " in the line',
    suggestion: 'put a value with ": " in quotes, or begin a new line',
  },
  BLOCK_IN_FLOW: {
    message: 'within { } and [ ] settings are separated by commas',
    suggestion: 'close the bracket first, or use commas',
  },
  MISSING_CHAR: {
    message: 'something is not closed, or a colon or a blank is missing',
    suggestion: 'look for an open quote or bracket, and write "key: value" with a blank after the colon',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'this is no "key: value"',
    suggestion: 'write a colon and a blank after the key; put text of several lines in quotes',
  },
  MULTIPLE_DOCS: {
    message: 'a second document begins here (---)',
    suggestion: 'keep one configuration in a file',
  },
  OPEN_QUOTE: {
    message: 'the quote that opens here is never closed',
    suggestion: 'close it; a quote within quotes is written twice',
  },
  RESOURCE_EXHAUSTION: { message: 'sections lie too deep in one another', suggestion: null },
  TAB_AS_INDENT: { message: 'the line is indented with a tab', suggestion: 'use blanks' },
  TAG_RESOLVE_FAILED: {
    local: true,
    message: 'a value that begins with ! names a type that does not exist',
    suggestion: 'if it is text, put it in quotes',
  },
  UNEXPECTED_TOKEN: {
    message: 'this is not expected here',
    suggestion: 'look for a missing quote, comma or bracket in this line and the one before',
  },
};

/** Codes are those of the `yaml` library, and OPEN_QUOTE of our own. */
export function syntaxText(code: string): SyntaxText {
  const text = Object.hasOwn(texts, code) ? texts[code] : undefined;
  return (
    text ?? {
      message: 'this is no valid YAML',
      suggestion: 'look at the quotes and the indentation around it',
    }
  );
}
