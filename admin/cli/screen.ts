// A screen that is redrawn in place: an own page of the terminal, left as it was found, drawn only on change.

import type { Terminal } from './terminal.ts';

const control = '\u001b[';
const codes = {
  ownPage: `${control}?1049h${control}?25l`,
  leave: `${control}?25h${control}?1049l`,
  home: `${control}H`,
  restOfScreen: `${control}J`,
} as const;

/** Windows that are being resized ask for many pictures; more than this nobody sees. */
const leastBetweenMs = 200;

export type Screen = {
  /** Shows a text now, or a moment later where it was drawn just before; lines beyond the height are counted. */
  draw(text: string): void;
  /** Gives the terminal back. */
  close(): void;
};

/** Takes the terminal over. */
export function createScreen({ output, size }: Pick<Terminal, 'output' | 'size'>): Screen {
  let wanted = '';
  let shown = '';
  let resting: NodeJS.Timeout | undefined;
  output.write(codes.ownPage);
  const paint = () => {
    resting = undefined;
    const { columns, rows } = size();
    const frame = `${columns}\n${fit(wanted, rows)}`;
    if (frame === shown) return;
    shown = frame;
    // Erasing comes first: after a line of full width some terminals would erase its last character.
    output.write(codes.home + codes.restOfScreen + frame.split('\n').slice(1).join('\r\n'));
    resting = setTimeout(paint, leastBetweenMs);
  };
  return {
    draw(text) {
      wanted = text;
      if (resting === undefined) paint();
    },
    close() {
      clearTimeout(resting);
      output.write(codes.leave);
    },
  };
}

function fit(text: string, rows: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length <= rows) return lines.join('\n');
  const kept = Math.max(1, rows - 1);
  return [...lines.slice(0, kept), `… ${lines.length - kept} more lines`].join('\n');
}
