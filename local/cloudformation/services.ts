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
  putLogGroup(name: string, retentionInDays: number | undefined): void;
  removeLogGroup(name: string): void;
  putStateMachine(arn: string, definition: Json): void;
  removeStateMachine(arn: string): void;
  /** @param selected a name, which may end in `:` and a version */
  parameter(selected: string): string | undefined;
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

/** The version of the CDK's bootstrap stack. */
export const BOOTSTRAP_VERSION = '30';

/** Enough for a simulation that has its own functions: it keeps parameters and nothing else. */
export class NoServices implements Services {
  /** The values of all versions, oldest first. */
  private readonly parameters = new Map<string, readonly string[]>([
    ['/cdk-bootstrap/hnb659fds/version', [BOOTSTRAP_VERSION]],
  ]);

  putFunction(_configuration: FunctionConfiguration): void {}
  removeFunction(_name: string): void {}
  putLogGroup(_name: string, _retentionInDays: number | undefined): void {}
  removeLogGroup(_name: string): void {}
  putStateMachine(_arn: string, _definition: Json): void {}
  removeStateMachine(_arn: string): void {}

  parameter(selected: string): string | undefined {
    const [name = '', version] = selected.split(':');
    const values = this.parameters.get(name);
    return version === undefined ? values?.at(-1) : values?.[Number(version) - 1];
  }

  putParameter(name: string, value: string): void {
    this.parameters.set(name, [...(this.parameters.get(name) ?? []), value]);
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
