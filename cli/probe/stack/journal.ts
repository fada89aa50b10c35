import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Failure } from '../../exit';
import { isObject } from '../../template/json';

/** How CloudFormation answered the attempt to give a custom resource another logical id. */
export interface Refactoring {
  /** Undefined if it did not answer, or knows no such call. */
  readonly isTaken?: boolean;
  readonly said: string;
}

/** What a run has done so far: enough to go on, and to remove all of it. */
export interface Progress {
  readonly version: 1;
  readonly run: string;
  readonly region: string;
  /** The attempts at each experiment, and the one that came to its end. */
  readonly attempts: Readonly<Record<string, number>>;
  readonly done: Readonly<Record<string, number>>;
  /** Names of stacks that may exist, in the order in which they were begun. */
  readonly stacks: readonly string[];
  readonly refactoring?: Refactoring;
  /** What was recorded has been read. */
  readonly isRead: boolean;
}

/** The file in which a run notes what it does, before it does it. */
export class Journal {
  private constructor(
    private readonly file: string,
    private progress: Progress,
  ) {}

  static begin(folder: string, run: string, region: string): Journal {
    const file = fileIn(folder);
    const found = read(file);
    if (found && found.stacks.length > 0) {
      throw new Failure(
        `${folder} holds a run that is not over. What next: go on with --resume, remove what it made with --undo, or name another folder with --folder`,
        EXIT.usage,
      );
    }
    const journal = new Journal(file, { version: 1, run, region, attempts: {}, done: {}, stacks: [], isRead: false });
    journal.note({});
    return journal;
  }

  /** @throws Failure if there is nothing to go on with */
  static resume(folder: string): Journal {
    const file = fileIn(folder);
    const found = read(file);
    if (found) return new Journal(file, found);
    throw new Failure(
      `there is no run in ${folder}. What next: name its folder with --folder, or begin one without --resume`,
      EXIT.absent,
    );
  }

  get now(): Progress {
    return this.progress;
  }

  /** Written whole or not at all, so that a crash leaves a journal that can be read. */
  note(change: Partial<Progress>): void {
    this.progress = { ...this.progress, ...change };
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.progress, undefined, 1)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }

  /** The stack is about to be made. */
  noteStack(name: string): void {
    if (!this.progress.stacks.includes(name)) this.note({ stacks: [...this.progress.stacks, name] });
  }

  noteGone(name: string): void {
    this.note({ stacks: this.progress.stacks.filter((one) => one !== name) });
  }
}

const fileIn = (folder: string): string => join(folder, 'journal.json');

function read(file: string): Progress | undefined {
  if (!existsSync(file)) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (isProgress(parsed)) return parsed;
  throw new Failure(`${file} is no journal of this version. What next: name another folder with --folder`, EXIT.usage);
}

const isProgress = (value: unknown): value is Progress =>
  isObject(value) && value.version === 1 && typeof value.run === 'string' && Array.isArray(value.stacks);
