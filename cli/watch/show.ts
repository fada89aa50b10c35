import { createLogUpdate } from 'log-update';
import { isGood } from '../aws/statuses';
import { counted, toJson } from '../terminal/print';
import { printable } from '../terminal/table';
import { type Terminal, terminalOf } from '../terminal/terminal';
import type { Round } from './follow';
import type { Change, Picture } from './picture';
import { screenOf } from './screen';

/** Where a deployment is shown. */
export interface Show {
  waiting(what: string): void;
  round(round: Round, notices: readonly string[]): void;
  end(round: Round): void;
  /** The person stops it before the end. */
  leave(): void;
}

/** A picture that is drawn again on a terminal, one line for each change elsewhere, or JSON. */
export function showOn(out: NodeJS.WriteStream, err: NodeJS.WriteStream, json: boolean): Show {
  const terminal = terminalOf(out);
  if (json) return new Lines(out, err, (change) => toJson(jsonOf(change), 0).trimEnd());
  if (terminal.width === undefined || process.env.TERM === 'dumb') return new Lines(out, err, textOf);
  return new Screen(out, terminal);
}

const jsonOf = ({ time, words, detail }: Change) => ({ time: new Date(time).toISOString(), ...detail, words });

const textOf = ({ time, about, words }: Change): string =>
  printable(`${new Date(time).toTimeString().slice(0, 8)} ${about}: ${words}`);

/** For pipes, files and programs: nothing is ever taken back. */
class Lines implements Show {
  private readonly said = new Set<string>();

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly err: NodeJS.WriteStream,
    private readonly format: (change: Change) => string,
  ) {}

  waiting(what: string): void {
    this.say(`Waiting for ${what} to begin.`);
  }

  round({ changes }: Round, notices: readonly string[]): void {
    for (const change of changes) this.out.write(`${this.format(change)}\n`);
    for (const notice of notices) this.say(notice);
  }

  end({ picture }: Round): void {
    this.say(endWords(picture));
  }

  leave(): void {
    this.say('Left. The deployment goes on.');
  }

  private say(text: string): void {
    if (this.said.has(text)) return;
    this.said.add(text);
    this.err.write(`${printable(text)}\n`);
  }
}

/** For a person: the picture, drawn again in place. */
class Screen implements Show {
  private readonly draw: ReturnType<typeof createLogUpdate>;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly terminal: Terminal,
  ) {
    this.draw = createLogUpdate(out);
  }

  waiting(what: string): void {
    this.draw(`Waiting for ${what} to begin. Ctrl-C ends this.`);
  }

  round({ picture, began }: Round, notices: readonly string[]): void {
    const { colors } = this.terminal;
    // A terminal can change its size.
    const { columns: width = 80, rows: height = 24 } = this.out;
    const seconds = Math.max(0, Number.isFinite(began) ? Math.round((Date.now() - began) / 1000) : 0);
    this.draw(screenOf(picture, { width, height, colors, seconds, notices }));
  }

  end({ picture }: Round): void {
    const { colors } = this.terminal;
    this.draw.done();
    const paint = isGood(picture.stack.status) ? colors.green : colors.red;
    for (const failure of failuresOf(picture)) this.out.write(`${colors.red(printable(failure))}\n`);
    this.out.write(`${paint(endWords(picture))}\n`);
  }

  leave(): void {
    this.draw.done();
    this.out.write('Left. The deployment goes on.\n');
  }
}

const failuresOf = ({ desktops, failures }: Picture): readonly string[] => [
  ...[...desktops.values()].flatMap((one) => [...one.failures].map((failure) => `${one.workspaceId}: ${failure}`)),
  ...failures,
];

function endWords({ stack, desktops }: Picture): string {
  const all = [...desktops.values()];
  const failed = all.filter(({ phase }) => phase === 'failed').length;
  const outages = all.reduce((sum, one) => sum + one.outages, 0);
  const counts = [counted(all.length, 'desktop'), `${failed} failed`, counted(outages, 'outage')].join(', ');
  return `${stack.name} ended in ${stack.status}: ${counts}`;
}
