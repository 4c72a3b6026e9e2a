// One question at a terminal, answered with y or n; nothing else is a yes.

import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/** False also where the user leaves the question with Ctrl-C or the input ends. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: terminal.output });
  const ended = new AbortController();
  questions.once('close', () => ended.abort());
  try {
    const signal = AbortSignal.any([terminal.interrupted, ended.signal]);
    const answer = await questions.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (terminal.interrupted.aborted || ended.signal.aborted) return false;
    throw error;
  } finally {
    questions.close();
  }
}
