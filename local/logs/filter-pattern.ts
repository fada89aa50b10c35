import { ServiceError } from '../cloudformation/errors';
import { isList, isObject, type Json, parseJson } from '../transport/json';

/** Whether a line matches. */
export type Matcher = (text: string) => boolean;

type Condition = (value: Json) => boolean;

/**
 * Reads a filter pattern of CloudWatch Logs: terms (`ERROR "no room" -DEBUG ?a ?b`), or a comparison of JSON members
 * (`{ $.level = "WARN" && $.elapsed > 10 }`). Throws on patterns of fields in brackets and on regular expressions, which are
 * not supported here, and on text that is not a pattern.
 */
export function matcherOf(pattern: string): Matcher {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('[') || text.includes('%')) throw unsupportedPattern(text);
  if (!text.startsWith('{')) return termsOf(text);
  const condition = new JsonPattern(text).read();
  return (line) => {
    try {
      return condition(parseJson(line));
    } catch {
      return false;
    }
  };
}

function termsOf(text: string): Matcher {
  const terms = Array.from(text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g), ([, sign = '', quoted, plain]) => ({
    sign,
    term: quoted?.replaceAll('\\"', '"') ?? plain ?? '',
  }));
  const of = (sign: string): string[] => terms.filter((one) => one.sign === sign).map(({ term }) => term);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (line) =>
    all.every((term) => line.includes(term)) &&
    (any.length === 0 || any.some((term) => line.includes(term))) &&
    !none.some((term) => line.includes(term));
}

const TOKEN = /\s*(\{|\}|\(|\)|&&|\|\||!=|<=|>=|=|<|>|"(?:[^"\\]|\\.)*"|\$[\w.[\]-]*|[^\s(){}=<>!&|"]+)/y;

/** Reads one pattern in braces, from left to right. */
class JsonPattern {
  private readonly tokens: string[] = [];

  constructor(private readonly text: string) {
    let end = 0;
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
      this.tokens.push(found[1] ?? '');
      end = TOKEN.lastIndex;
    }
    if (end < text.length) throw this.invalid();
  }

  read(): Condition {
    this.expect('{');
    const condition = this.either();
    this.expect('}');
    if (this.tokens.length > 0) throw this.invalid();
    return condition;
  }

  private either(): Condition {
    const parts = [this.both()];
    while (this.take('||')) parts.push(this.both());
    return (value) => parts.some((part) => part(value));
  }

  private both(): Condition {
    const parts = [this.single()];
    while (this.take('&&')) parts.push(this.single());
    return (value) => parts.every((part) => part(value));
  }

  private single(): Condition {
    if (!this.take('(')) return this.comparison();
    const inner = this.either();
    this.expect(')');
    return inner;
  }

  private comparison(): Condition {
    const path = pathOf(this.next());
    if (!path) throw this.invalid();
    const operator = this.next();
    const at = (value: Json): Json | undefined => path.reduce<Json | undefined>(memberOf, value);
    if (operator === 'EXISTS') return (value) => at(value) !== undefined;
    if (operator === 'NOT') {
      this.expect('EXISTS');
      return (value) => at(value) === undefined;
    }
    const operand = this.next();
    if (operator === 'IS') return isOf(operand, at, this.invalid());
    const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
    if (!compare || operand === '' || operand === '}') throw this.invalid();
    return (value) => {
      const found = at(value);
      return found !== undefined && compare(found, operand);
    };
  }

  private next(): string {
    return this.tokens.shift() ?? '';
  }

  private take(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw this.invalid();
  }

  private invalid(): ServiceError {
    return new ServiceError('InvalidParameterException', `Invalid filter pattern: ${this.text}`);
  }
}

const COMPARISONS: Readonly<Record<string, (found: Json, operand: string) => boolean>> = {
  '=': (found, operand) => isLike(found, operand),
  '!=': (found, operand) => !isLike(found, operand),
  '<': (found, operand) => Number(found) < Number(operand),
  '<=': (found, operand) => Number(found) <= Number(operand),
  '>': (found, operand) => Number(found) > Number(operand),
  '>=': (found, operand) => Number(found) >= Number(operand),
};

/** Whether a member has the value; `*` stands for anything. */
function isLike(found: Json, operand: string): boolean {
  if (found === null || typeof found === 'object') return false;
  const wanted = operand.replace(/^"(.*)"$/s, '$1').replaceAll('\\"', '"');
  if (typeof found === 'number' && !wanted.includes('*')) return found === Number(wanted);
  return isGlob(String(found), wanted.split('*'));
}

/** Whether a text is made of these parts, with anything between them. */
function isGlob(text: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  let rest = text.slice(first.length);
  if (!text.startsWith(first) || !rest.endsWith(last)) return false;
  rest = rest.slice(0, rest.length - last.length);
  return others.every((part) => {
    const at = rest.indexOf(part);
    rest = rest.slice(at + part.length);
    return at >= 0;
  });
}

function isOf(word: string, at: (value: Json) => Json | undefined, otherwise: Error): Condition {
  const wanted = { TRUE: true, FALSE: false, NULL: null }[word];
  if (wanted === undefined) throw otherwise;
  return (value) => at(value) === wanted;
}

/** The members and places that a selector such as `$.a.b[0]` goes through. */
function pathOf(selector: string): readonly string[] | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\])+$/.test(selector)) return undefined;
  return Array.from(selector.matchAll(/[\w-]+/g), ([part]) => part);
}

function memberOf(value: Json | undefined, part: string): Json | undefined {
  if (isList(value)) return value[Number(part)];
  return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

const unsupportedPattern = (pattern: string): ServiceError =>
  new ServiceError('InvalidParameterException', `The embedded AWS does not support the filter pattern ${pattern}`);
