import type { Json, JsonObject } from '../transport/json';

export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly code: { readonly bucket: string; readonly key: string } | { readonly inline: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly logGroup: string;
  /** Lines that are less severe are not kept. Absent: all are. */
  readonly logLevel?: string;
}

/** What the resource types do outside CloudFormation. */
export interface Services {
  putFunction(configuration: FunctionConfiguration): void;
  removeFunction(name: string): void;
  putStateMachine(arn: string, definition: Json): void;
  removeStateMachine(arn: string): void;
  parameter(name: string): string | undefined;
  putParameter(name: string, value: string): void;
  removeParameter(name: string): void;
  /** Resolves with the WorkSpace's id once it is available. */
  createWorkspace(properties: JsonObject, tags: Readonly<Record<string, string>>): Promise<string>;
  /** Puts tags on a WorkSpace. @param instead the keys whose tags go first; all of them if absent */
  tagWorkspace(id: string, tags: Readonly<Record<string, string>>, instead?: readonly string[]): void;
  removeWorkspace(id: string): Promise<void>;
  /** The text of an object in the embedded AWS, by its URL. */
  templateAt(url: string): string | undefined;
}

/** Enough for a simulation that brings its own functions: it remembers parameters and nothing else. */
export class NoServices implements Services {
  protected readonly parameters = new Map<string, string>([['/cdk-bootstrap/hnb659fds/version', '30']]);

  putFunction(_configuration: FunctionConfiguration): void {}
  removeFunction(_name: string): void {}
  putStateMachine(_arn: string, _definition: Json): void {}
  removeStateMachine(_arn: string): void {}

  parameter(name: string): string | undefined {
    return this.parameters.get(name);
  }

  putParameter(name: string, value: string): void {
    this.parameters.set(name, value);
  }

  removeParameter(name: string): void {
    this.parameters.delete(name);
  }

  createWorkspace(_properties: JsonObject, _tags: Readonly<Record<string, string>>): Promise<string> {
    return Promise.reject(new Error('no WorkSpaces here'));
  }

  tagWorkspace(_id: string, _tags: Readonly<Record<string, string>>, _instead?: readonly string[]): void {}

  removeWorkspace(_id: string): Promise<void> {
    return Promise.resolve();
  }

  templateAt(_url: string): string | undefined {
    return undefined;
  }
}
