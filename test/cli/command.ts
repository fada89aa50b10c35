import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const COMMAND = join(__dirname, '../../assets/cli/index.js');

type Environment = Readonly<Record<string, string | undefined>>;

/** No credentials: every variable that may hold some is taken out. */
export const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined };

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A home folder without configuration, and the command as it is published in it. */
export class Desk {
  readonly home = mkdtempSync(join(tmpdir(), 'cli-'));

  private readonly started: Started[] = [];

  constructor(private readonly environment: Environment) {}

  /** Runs the command to its end, without a terminal. */
  run(args: readonly string[], more: Environment = {}): Promise<Ended> {
    return this.start(args, more).ended;
  }

  /** Starts the command, without a terminal. */
  start(args: readonly string[], more: Environment = {}): Started {
    return this.keep(spawn(process.execPath, [COMMAND, ...args], this.options(more)));
  }

  /** Starts the command in a terminal of so many columns; what it prints, on either stream, is `out`. */
  startInTerminal(columns: number, args: readonly string[], more: Environment = {}): Started {
    const command = [process.execPath, COMMAND, ...args].map((word) => `'${word}'`).join(' ');
    // The first takes Ctrl-C as a person types it.
    const script = ['-qefc', `stty cols ${columns} rows 24; exec ${command}`, '/dev/null'];
    return this.keep(spawn('script', script, this.options({ TERM: 'xterm', ...more })));
  }

  /** Removes the folder, and ends what a test left running. */
  remove(): void {
    for (const { child } of this.started) child.kill('SIGKILL');
    rmSync(this.home, { recursive: true, force: true });
  }

  private keep(child: ChildProcess): Started {
    const started = new Started(child);
    this.started.push(started);
    return started;
  }

  private options(more: Environment) {
    const env = { PATH: process.env.PATH, ...this.environment, HOME: this.home, USERPROFILE: this.home, ...more };
    return { env, cwd: this.home, stdio: 'pipe' as const };
  }
}

/** A command that runs. */
export class Started {
  readonly ended: Promise<Ended>;
  private out = '';
  private err = '';
  private readonly listeners = new Set<() => void>();

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => this.note(() => (this.out += chunk)));
    child.stderr?.on('data', (chunk) => this.note(() => (this.err += chunk)));
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => {
        resolve({ status, out: this.out, err: this.err });
        this.note();
      });
    });
  }

  /** Resolves once it has printed this on either stream. Rejects if it ends without. */
  async printed(pattern: RegExp): Promise<string> {
    const isPrinted = () => pattern.exec(this.out) ?? pattern.exec(this.err);
    let isOver = false;
    void this.ended.then(() => {
      isOver = true;
    });
    for (;;) {
      const found = isPrinted();
      if (found) return found[0];
      if (isOver) throw new Error(`ended without ${pattern}:\n${this.out}${this.err}`);
      await new Promise<void>((resolve) => this.listeners.add(resolve));
    }
  }

  /** What a person types; `\x03` is Ctrl-C in a terminal. */
  type(text: string): void {
    this.child.stdin?.write(text);
  }

  private note(take: () => unknown = () => {}): void {
    take();
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}

/** The first line that holds `part`, or nothing. */
export const lineOf = (text: string, part: string): string =>
  text.split(/\r?\n/).find((line) => line.includes(part)) ?? '';
