import { createLogUpdate } from 'log-update';
import { terminalOf } from '../terminal/terminal';
import type { Streams } from './follow';

export function streamsOf(out: NodeJS.WriteStream, err: NodeJS.WriteStream): Streams {
  const { width } = terminalOf(out);
  const write = { out: (text: string) => out.write(text), err: (text: string) => err.write(text) };
  if (width === undefined || process.env.TERM === 'dumb') return { ...write, ...(width && { width }) };
  const draw = createLogUpdate(out);
  return { ...write, width, redraw: (text) => (text === '' ? draw.clear() : draw(text)) };
}
