import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { EXIT, Failure } from '../exit';
import type { Cast } from './service';
import type { CallName, Role, Step } from './step';

/** How the desktop was found, and what was asked for. Written before anything is changed. */
export interface Beginning {
  readonly cast: Cast;
  readonly region: string;
  readonly skip: readonly string[];
  readonly throttle: boolean;
  /** `AVAILABLE` or `STOPPED`. */
  readonly state: string;
  readonly runningMode: string;
  readonly began: number;
}

/** A call that is about to change something. */
export interface Intent {
  readonly experiment: string;
  readonly label: string;
  readonly call: CallName;
  readonly role?: Role;
  readonly begun: number;
}

type Line =
  | { readonly type: 'beginning'; readonly beginning: Beginning }
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'not made' }
  | { readonly type: 'done'; readonly experiment: string }
  | { readonly type: 'restoring' }
  | { readonly type: 'restored' };

/** Where the lines of a journal are kept. */
export interface Store {
  append(line: string): void;
  lines(): readonly string[];
}

/** Everything that was done so far, in order: written before and after each call, so that a run that was killed can go on. */
export class Journal {
  private all: Step[] = [];
  readonly done = new Set<string>();
  beginning: Beginning | undefined;
  /** Whether a change was about to be made when the last run ended. */
  isOpen = false;
  /** Whether any change was about to be made since the probe began: the answer to it may be lost. */
  hasIntended = false;
  /** Whether the desktop was being put back when the last run ended. */
  isRestoring = false;

  constructor(private readonly store: Store) {
    for (const line of store.lines()) this.take(line);
  }

  /** What was called, in order, by experiments that are done or under way. */
  get steps(): readonly Step[] {
    return this.all;
  }

  begin(beginning: Beginning): void {
    this.write({ type: 'beginning', beginning });
  }

  intend(intent: Intent): void {
    this.write({ type: 'intent', intent });
  }

  /** The change that was intended was surely not made. */
  forgo(): void {
    this.write({ type: 'not made' });
  }

  note(step: Step): void {
    this.write({ type: 'step', step });
  }

  finish(experiment: string): void {
    this.write({ type: 'done', experiment });
  }

  /** From now on the desktop is put back: an experiment that is under way cannot go on. */
  restore(): void {
    this.write({ type: 'restoring' });
  }

  /** The desktop is as it was found: an experiment that was under way begins anew. */
  restored(): void {
    this.write({ type: 'restored' });
  }

  /** What an experiment that is not done has done since it began. */
  pastOf(experiment: string): readonly Step[] {
    return this.steps.filter((step) => step.experiment === experiment);
  }

  private write(line: Line): void {
    this.store.append(JSON.stringify(line));
    this.apply(line);
  }

  private take(text: string): void {
    const line = parsed(text);
    if (line) this.apply(line);
  }

  private apply(line: Line): void {
    if (line.type === 'beginning') this.beginning = line.beginning;
    if (line.type === 'intent') [this.isOpen, this.hasIntended] = [true, true];
    if (line.type === 'not made') this.isOpen = false;
    if (line.type === 'done') this.done.add(line.experiment);
    if (line.type === 'restoring') [this.isRestoring, this.isOpen] = [true, false];
    if (line.type === 'restored') this.forget();
    if (line.type !== 'step') return;
    this.all.push(line.step);
    this.isOpen = false;
  }

  private forget(): void {
    this.isOpen = false;
    this.isRestoring = false;
    this.all = this.all.filter(({ experiment }) => this.done.has(experiment));
  }
}

/** The last line is cut off if the process was killed while it wrote. */
function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** A journal in a file, which only its owner may read: it holds ids. */
export function fileStore(file: string): Store {
  return {
    append: (line) => appendFileSync(file, `${line}\n`, { mode: 0o600 }),
    lines: () => readFileSync(file, 'utf8').split('\n').filter(Boolean),
  };
}

/** @throws Failure if there is a journal already, so that none is overwritten */
export function newJournal(file: string, command: string): Journal {
  if (existsSync(file)) {
    throw new Failure(
      `${file} exists: an earlier probe was not ended, or its journal was kept. What next: go on with ${command} probe --resume, or name another file with --journal`,
      EXIT.usage,
    );
  }
  writeFileSync(file, '', { mode: 0o600 });
  return new Journal(fileStore(file));
}

/** @throws Failure if there is no journal that can be resumed */
export function oldJournal(file: string): Journal & { readonly beginning: Beginning } {
  const journal = existsSync(file) ? new Journal(fileStore(file)) : undefined;
  const { beginning } = journal ?? {};
  if (!journal || !beginning) {
    throw new Failure(
      `${file} is no journal of a probe. What next: pass the file that the probe wrote with --journal`,
      EXIT.usage,
    );
  }
  return Object.assign(journal, { beginning });
}
