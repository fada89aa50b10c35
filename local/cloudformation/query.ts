/** The members of a query-protocol request: `Parameters.member.1.ParameterKey=...`. */
export class Query {
  private readonly fields: URLSearchParams;

  constructor(body: string) {
    this.fields = new URLSearchParams(body);
  }

  text(name: string): string | undefined {
    return this.fields.get(name) ?? undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new MissingMember(name);
    return value;
  }

  /** The members that the request has a value for. */
  get members(): string[] {
    const said = [...this.fields].filter(([, value]) => value !== '').map(([name]) => name.split('.')[0] ?? name);
    return [...new Set(said)];
  }

  flag(name: string): boolean {
    return this.text(name) === 'true';
  }

  list(name: string): string[] {
    return this.structures(name).map((entry) => entry('') ?? '');
  }

  /** For each member of a list, the way to its fields. */
  structures(name: string): ((field: string) => string | undefined)[] {
    const prefix = `${name}.member.`;
    const indexes = new Set(
      [...this.fields.keys()].flatMap((key) => (key.startsWith(prefix) ? [indexOf(key, prefix)] : [])),
    );
    return [...indexes]
      .sort((a, b) => a - b)
      .map((index) => (field) => this.text(`${prefix}${index}${field === '' ? '' : `.${field}`}`));
  }
}

export class MissingMember extends Error {
  constructor(readonly member: string) {
    super(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
}

const indexOf = (key: string, prefix: string): number => Number(key.slice(prefix.length).split('.')[0]);
