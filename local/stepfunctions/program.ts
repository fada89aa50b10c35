import { ServiceError } from '../cloudformation/errors';
import { isObject, type Json, type JsonObject, objectAt, parseJson, textAt } from '../transport/json';
import { refuseUnsupported } from './definition';
import { Interpreter, refuseInvalid } from './interpreter';

/** A definition that can run, with those of the children of its Distributed Maps. */
export class Program {
  readonly interpreter: Interpreter;
  /** By the name of the Map state. */
  readonly children: ReadonlyMap<string, Program>;
  readonly timeoutSeconds: number | undefined;

  private constructor(definition: JsonObject) {
    this.interpreter = new Interpreter(definition);
    const maps = [...this.interpreter.states].filter(([, { Type: type }]) => type === 'Map');
    this.children = new Map(maps.map(([name, state]) => [name, new Program(objectAt(state, 'ItemProcessor'))]));
    const seconds = textAt(definition, 'TimeoutSeconds');
    this.timeoutSeconds = seconds === undefined ? undefined : Number(seconds);
  }

  /** @throws ServiceError InvalidDefinition for what is malformed, or not supported here */
  static of(definition: Json): Program {
    const parsed = typeof definition === 'string' ? parsedDefinition(definition) : definition;
    if (!isObject(parsed)) throw invalid('it must be an object');
    refuseUnsupported(parsed);
    refuseInvalid(parsed);
    return new Program(parsed);
  }
}

function parsedDefinition(text: string): Json {
  const token = /\$\{[^}]*\}/.exec(text)?.[0];
  if (token !== undefined) throw invalid(`${token} is still in it: DefinitionSubstitutions must have a value for it`);
  try {
    return parseJson(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

const invalid = (what: string): ServiceError =>
  new ServiceError('InvalidDefinition', `Invalid State Machine Definition: ${what}`);
