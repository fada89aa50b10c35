import { ServiceError, serializationFailed, validationFailed } from './errors';

/** The outcome of reading one JSON value: a value, a constraint that it breaks, or a type that it does not have. */
type Parsed<T> = { readonly value: T } | { readonly violation: string } | { readonly notA: string };
type Rule<T> = (raw: unknown) => Parsed<T>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The constraints of the API model, as rules. */
export function text(
  constraint: { readonly pattern?: RegExp; readonly min?: number; readonly max?: number } = {},
): Rule<string> {
  return (raw) => {
    if (typeof raw !== 'string') return { notA: 'String' };
    if (constraint.pattern && !constraint.pattern.test(raw)) {
      return { violation: `Member must satisfy regular expression pattern: ${constraint.pattern.source}` };
    }
    const { min = 1, max } = constraint;
    if (max !== undefined && (raw.length < min || raw.length > max)) {
      return { violation: `Member must have length between ${min} and ${max}` };
    }
    return { value: raw };
  };
}

export function oneOf<T extends string>(values: readonly T[]): Rule<T> {
  return (raw) => {
    if (typeof raw !== 'string') return { notA: 'String' };
    const value = values.find((candidate) => candidate === raw);
    return value === undefined
      ? { violation: `Member must satisfy enum value set: [${values.join(', ')}]` }
      : { value };
  };
}

export const flag: Rule<boolean> = (raw) => (typeof raw === 'boolean' ? { value: raw } : { notA: 'Boolean' });

export function integer(min: number, max: number): Rule<number> {
  return (raw) => {
    if (typeof raw !== 'number') return { notA: 'Integer' };
    if (raw < min) return { violation: `Member must have value greater than or equal to ${min}` };
    return raw > max
      ? { violation: `Member must have value less than or equal to ${max}` }
      : { value: Math.trunc(raw) };
  };
}

export function listOf<T>(rule: Rule<T>, max = Number.POSITIVE_INFINITY): Rule<T[]> {
  return (raw) => {
    if (!Array.isArray(raw)) return { notA: 'List' };
    if (raw.length < 1) return { violation: 'Member must have length greater than or equal to 1' };
    if (raw.length > max) return { violation: `Member must have length less than or equal to ${max}` };
    const values: T[] = [];
    for (const item of raw) {
      const parsed = rule(item);
      if ('notA' in parsed) return parsed;
      if ('violation' in parsed) return { violation: `Member must satisfy constraint: [${parsed.violation}]` };
      values.push(parsed.value);
    }
    return { value: values };
  };
}

export function structure<T>(read: (members: Members) => T): Rule<T> {
  return (raw) => (isRecord(raw) ? { value: read(Members.of(raw)) } : { notA: 'Structure' });
}

/** The members of a request. Members that the model does not know are ignored, as the service does. */
export class Members {
  private constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  static of(members: Readonly<Record<string, unknown>>): Members {
    return new Members(members);
  }

  /** @throws ServiceError SerializationException if the body is not a JSON object */
  static parse(body: string): Members {
    try {
      const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
      if (isRecord(parsed)) return new Members(parsed);
    } catch {
      // Said below, in the one sentence that covers both.
    }
    throw serializationFailed('');
  }

  /**
   * @throws ServiceError ValidationException if it is missing or breaks the rule, SerializationException if its type
   * is wrong
   */
  required<T>(name: string, rule: Rule<T>): T {
    const value = this.optional(name, rule);
    if (value === undefined)
      throw validationFailed([`Value null at '${pathOf(name)}' failed to satisfy constraint: Member must not be null`]);
    return value;
  }

  optional<T>(name: string, rule: Rule<T>): T | undefined {
    const raw = this.members[name];
    if (raw === undefined || raw === null) return undefined;
    const parsed = rule(raw);
    if ('notA' in parsed) throw serializationFailed(`${typeNameOf(raw)} can not be converted to a ${parsed.notA}`);
    if ('violation' in parsed) {
      throw validationFailed([
        `Value '${shown(raw)}' at '${pathOf(name)}' failed to satisfy constraint: ${parsed.violation}`,
      ]);
    }
    return parsed.value;
  }

  /** The member if it is well formed: for the journal, which also records calls that are refused. */
  peek<T>(name: string, rule: Rule<T>): T | undefined {
    try {
      return this.optional(name, rule);
    } catch (error) {
      if (error instanceof ServiceError) return undefined;
      throw error;
    }
  }
}

/** The framework names members with a small first letter, whatever they are called on the wire. */
const pathOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const shown = (raw: unknown): string => (Array.isArray(raw) ? `[${raw.join(', ')}]` : String(raw));
const typeNameOf = (raw: unknown): string => (Array.isArray(raw) ? 'START_ARRAY' : `${typeof raw}_value`.toUpperCase());
