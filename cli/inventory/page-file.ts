import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Page } from '../../lambda/service/workspaces';
import { EXIT, Failure } from '../exit';

/** A page that was read of a list. */
interface StoredPage extends Page<unknown> {
  readonly list: string;
}

/** What an inventory is of. The file of another one is not continued. */
export type Subject = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The pages that were read so far, kept in a file so that an inventory can go on after an interruption. */
export class PageFile {
  private pages: readonly StoredPage[] = [];
  private readonly head: string;

  /**
   * Without a path, pages are kept in memory alone.
   *
   * @throws Failure if the file belongs to something else, or cannot be written
   */
  constructor(
    private readonly path: string | undefined,
    subject: Subject,
  ) {
    this.head = JSON.stringify({ format: 'cdk-workspaces-applications inventory 1', ...subject });
    if (path === undefined) return;
    if (existsSync(path)) this.pages = this.load(path);
    // What was cut off in the middle of a line goes.
    this.rewrite();
  }

  /** How many pages there are. */
  get size(): number {
    return this.pages.length;
  }

  /** The pages of a list that were read so far, in their order. */
  pagesOf<T>(list: string): readonly Page<T>[] {
    // Written by `add` under the same name.
    return this.pages.filter((page) => page.list === list) as readonly Page<unknown>[] as readonly Page<T>[];
  }

  add<T>(list: string, { items, next }: Page<T>): void {
    const page = { list, items, ...(next !== undefined && { next }) };
    this.pages = [...this.pages, page];
    this.write((path) => appendFileSync(path, `${JSON.stringify(page)}\n`));
  }

  /** Forgets what was read of a list. */
  forget(list: string): void {
    this.pages = this.pages.filter((page) => page.list !== list);
    this.rewrite();
  }

  /** Deletes the file: the inventory is complete. */
  remove(): void {
    if (this.path !== undefined) rmSync(this.path, { force: true });
  }

  private load(path: string): readonly StoredPage[] {
    const [head, ...lines] = readFileSync(path, 'utf8').split(/\r?\n/);
    if (head !== this.head) {
      throw new Failure(
        `${path} belongs to another inventory: other options, Region or account. What next: name another file, or delete it`,
        EXIT.usage,
      );
    }
    const pages = lines.map(parsePage);
    const end = pages.indexOf(undefined);
    return pages.slice(0, end).flatMap((page) => page ?? []);
  }

  private rewrite(): void {
    const lines = [this.head, ...this.pages.map((page) => JSON.stringify(page))];
    this.write((path) => writeFileSync(path, `${lines.join('\n')}\n`));
  }

  private write(attempt: (path: string) => void): void {
    if (this.path === undefined) return;
    try {
      attempt(this.path);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Failure(`${this.path} cannot be written: ${said}. What next: name another file`, EXIT.failed);
    }
  }
}

/** Undefined for a line that was cut off, and for the empty one at the end. */
function parsePage(line: string): StoredPage | undefined {
  try {
    const { list, items, next } = JSON.parse(line) as Partial<StoredPage>;
    return typeof list === 'string' && Array.isArray(items) ? { list, items, ...(next && { next }) } : undefined;
  } catch {
    return undefined;
  }
}
