import { show } from './properties';

/** A declaration that cannot be read. The message says which member, what it holds and what it must be. */
export class FleetDeclarationError extends Error {
  override readonly name = 'FleetDeclarationError';
}

/** Reads the members of one object. */
export class Reader {
  private readonly members: ReadonlyMap<string, unknown>;

  constructor(
    private readonly where: string,
    value: unknown,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.wrong('', value, 'an object');
    this.members = new Map(Object.entries(value));
  }

  has(name: string): boolean {
    return this.members.get(name) !== undefined;
  }

  text(name: string): string {
    const value = this.members.get(name);
    if (typeof value === 'string') return value;
    throw this.wrong(name, value, 'a text');
  }

  number(name: string): number {
    const value = this.members.get(name);
    if (typeof value === 'number' && value >= 0) return value;
    throw this.wrong(name, value, 'a number of 0 or more');
  }

  flag(name: string): boolean {
    const value = this.members.get(name);
    if (typeof value === 'boolean') return value;
    throw this.wrong(name, value, 'true or false');
  }

  object(name: string): Reader {
    return new Reader(`${name} of ${this.where}`, this.members.get(name));
  }

  objects(name: string): readonly Reader[] {
    return this.list(name).map((value, index) => new Reader(`${name}[${index}] of ${this.where}`, value));
  }

  texts(name: string): Readonly<Record<string, string>> {
    const reader = this.object(name);
    return Object.fromEntries([...reader.members.keys()].map((key) => [key, reader.text(key)]));
  }

  ids(name: string, isValid: (text: string) => boolean): readonly string[] {
    return this.list(name).map((value) => {
      if (typeof value === 'string' && isValid(value)) return value;
      throw this.wrong(name, value, 'a list of well-formed values');
    });
  }

  private list(name: string): readonly unknown[] {
    const value = this.members.get(name);
    if (Array.isArray(value)) return value;
    throw this.wrong(name, value, 'a list');
  }

  private wrong(name: string, value: unknown, expected: string): FleetDeclarationError {
    return new FleetDeclarationError(
      `${name ? `${name} of ` : ''}${this.where} must be ${expected}, got ${show(value)}`,
    );
  }
}
