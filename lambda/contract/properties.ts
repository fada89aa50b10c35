import { applicationIdRemedy, isApplicationId, isWorkspaceId, workspaceIdRemedy } from './ids';

/** Reads the properties that CloudFormation delivers: ids, limits, and the words for a property that cannot be read. */

export const MAX_TIMEOUT_SECONDS = 55 * 60;

/**
 * How many applications one resource declares at most, present and absent together. Each of them is a tag of the WorkSpace,
 * two while the resource is renamed, and AWS allows 50 tags.
 */
export const MAX_APPLICATIONS = 20;

/** Properties as a template holds them: texts and lists of texts. */
export type WireProperties = Record<string, string | readonly string[]>;

/** A property that cannot be read. The message says which, what it holds and what it must be. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
}

/** The properties that CloudFormation delivered. Each method reads one, and throws {@link PropertyError} if it cannot. */
export class Properties {
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(raw: unknown) {
    this.values = new Map(typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.entries(raw) : []);
  }

  workspaceId(): string {
    const id = this.values.get('WorkspaceId');
    if (typeof id === 'string' && isWorkspaceId(id)) return id;
    const remedy = workspaceIdRemedy(typeof id === 'string' ? id : '');
    throw new PropertyError(`WorkspaceId must look like 'ws-0abc12345', got ${show(id)}: ${remedy}`);
  }

  ids(name: string): readonly string[] {
    const value = this.values.get(name) ?? [];
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    // CloudFormation splits an empty text into a list with an empty text.
    const list = all.length === 1 && all[0] === '' ? [] : all;
    const ids = list.map((id) => {
      if (typeof id === 'string' && isApplicationId(id)) return id;
      const remedy = applicationIdRemedy(typeof id === 'string' ? id : '');
      throw new PropertyError(`${name} must hold ids like 'wsa-0def67890', got ${show(id)}: ${remedy}`);
    });
    return [...new Set(ids)];
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.values.get(name);
    if (value === undefined) return otherwise;
    const text = typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
    if (text === 'true' || text === 'false') return text === 'true';
    throw new PropertyError(`${name} must be 'true' or 'false', got ${show(value)}`);
  }

  /** One of the words. Default: the first. */
  oneOf(name: string, words: readonly string[]): string {
    const value = this.values.get(name);
    const word = value === undefined ? words[0] : words.find((known) => known === value);
    if (word !== undefined) return word;
    throw new PropertyError(`${name} must be one of ${words.join(', ')}, got ${show(value)}`);
  }

  timeout(): number {
    const value = this.values.get('TimeoutSeconds') ?? MAX_TIMEOUT_SECONDS;
    const seconds =
      typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : Number.NaN;
    if (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds;
    throw new PropertyError(
      `TimeoutSeconds must be more than 0 and at most ${MAX_TIMEOUT_SECONDS}, got ${show(value)}`,
    );
  }

  text(name: string): string {
    const value = this.values.get(name) ?? '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new PropertyError(`${name} must be a text, got ${show(value)}`);
  }
}

/** Any value as a short, printable part of a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : `a value of type ${Array.isArray(value) ? 'list' : typeof value}`;
  const printable = text.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > 80 ? `'${printable.slice(0, 80)}…'` : `'${printable}'`;
}
