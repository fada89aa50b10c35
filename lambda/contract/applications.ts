/**
 * The wire contract between the constructs and the handler. Both sides use this file alone: nobody else reads
 * ResourceProperties. CloudFormation turns every scalar into a string, and may leave an empty list out.
 */

export const RESOURCE_TYPE = 'Custom::WorkspaceApplications';

/** Environment variable of the handler: how many resources share the provider. It sets the pace, as the next three do. */
export const RESOURCES_VARIABLE = 'PROVIDER_RESOURCES';
/** How many applications the resources declare together. */
export const APPLICATIONS_VARIABLE = 'PROVIDER_APPLICATIONS';
/** How many applications they declare on each WorkSpace; empty if it is not the same number everywhere, or not known. */
export const APPLICATIONS_PER_WORKSPACE_VARIABLE = 'PROVIDER_APPLICATIONS_PER_WORKSPACE';
/** 'true' if several resources may be about the same WorkSpace, 'false' if surely not. */
export const SHARED_VARIABLE = 'PROVIDER_SHARED';

/** Environment variable of the handler: the ARN of the bus that events are put to. Absent: no events. */
export const EVENT_BUS_VARIABLE = 'PROVIDER_EVENT_BUS';

/** The tag of a WorkSpace that remembers its last reboot: nothing else about a WorkSpace tells that there was one. */
export const REBOOT_TAG = 'cdk-workspaces-applications:reboot';

export const MAX_TIMEOUT_SECONDS = 55 * 60;

/** Far above what a WorkSpace can hold, and far below what a waiter's input or an answer can. */
export const MAX_APPLICATIONS = 50;

const WORKSPACE_ID = /^ws-[0-9a-z]{8,63}$/;
const APPLICATION_ID = /^wsa-[0-9a-z]{8,63}$/;

export const isWorkspaceId = (text: string): boolean => WORKSPACE_ID.test(text);
export const isApplicationId = (text: string): boolean => APPLICATION_ID.test(text);

/** What a resource declares about one WorkSpace. */
export interface Declaration {
  readonly workspaceId: string;
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
  readonly allowExisting: boolean;
  readonly waitForInstallation: boolean;
  readonly timeoutSeconds: number;
  readonly revision: string;
  /** Whether a deployment waits for the user of the WorkSpace to disconnect; otherwise it ends the session. */
  readonly waitForUser: boolean;
  readonly rebootAfterInstallation: boolean;
}

/** What `WhenUserConnected` says on the wire, if it does not say the default. */
const WAIT_FOR_USER = 'WAIT';
const DISCONNECT_USER = 'DISCONNECT';

/** The names of the resource's attributes; every successful create and update answers all of them, as strings. */
export const ATTRIBUTES = { state: 'State', created: 'Created' } as const;

export type WireProperties = Record<string, string | readonly string[]>;

/** Renders a declaration. A default is left out, so that a template stays small and a new default changes nothing deployed. */
export function toProperties(declaration: Declaration): WireProperties {
  const { absentApplicationIds: absent, allowExisting, waitForInstallation, timeoutSeconds, revision } = declaration;
  return {
    WorkspaceId: declaration.workspaceId,
    ...(declaration.applicationIds.length > 0 && { ApplicationIds: declaration.applicationIds }),
    ...(absent.length > 0 && { AbsentApplicationIds: absent }),
    ...(allowExisting && { AllowExisting: 'true' }),
    ...(!waitForInstallation && { WaitForInstallation: 'false' }),
    ...(timeoutSeconds !== MAX_TIMEOUT_SECONDS && { TimeoutSeconds: String(timeoutSeconds) }),
    ...(revision !== '' && { Revision: revision }),
    ...(declaration.waitForUser && { WhenUserConnected: WAIT_FOR_USER }),
    ...(declaration.rebootAfterInstallation && { RebootAfterInstallation: 'true' }),
  };
}

/** A property that cannot be understood: says which, what it holds and what it should be. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
}

/** Reads what CloudFormation delivered. Unknown properties are ignored, so that old code survives new properties. */
export function parseProperties(raw: unknown): Declaration {
  const properties = new Properties(raw);
  const applicationIds = properties.ids('ApplicationIds');
  const absentApplicationIds = properties.ids('AbsentApplicationIds');
  const both = applicationIds.find((id) => absentApplicationIds.includes(id));
  if (both) throw new PropertyError(`${both} is both in ApplicationIds and in AbsentApplicationIds: leave it in one`);
  if (applicationIds.length + absentApplicationIds.length === 0) {
    throw new PropertyError('ApplicationIds and AbsentApplicationIds are both empty: name at least one application');
  }
  return {
    workspaceId: properties.workspaceId(),
    applicationIds,
    absentApplicationIds,
    allowExisting: properties.flag('AllowExisting', false),
    waitForInstallation: properties.flag('WaitForInstallation', true),
    timeoutSeconds: properties.timeout(),
    revision: properties.text('Revision'),
    waitForUser: properties.oneOf('WhenUserConnected', [DISCONNECT_USER, WAIT_FOR_USER]) === WAIT_FOR_USER,
    rebootAfterInstallation: properties.flag('RebootAfterInstallation', false),
  };
}

/** What CloudFormation delivered, read member by member. Each throws {@link PropertyError} on what it cannot be. */
export class Properties {
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(raw: unknown) {
    this.values = new Map(typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.entries(raw) : []);
  }

  workspaceId(): string {
    const id = this.values.get('WorkspaceId');
    if (typeof id === 'string' && isWorkspaceId(id)) return id;
    throw new PropertyError(`WorkspaceId must look like 'ws-0abc12345', got ${show(id)}: pass the id of the WorkSpace`);
  }

  ids(name: string): readonly string[] {
    const value = this.values.get(name) ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : value === '' ? [] : [value];
    if (list.length > MAX_APPLICATIONS) {
      throw new PropertyError(`${name} holds ${list.length} ids, at most ${MAX_APPLICATIONS} are possible`);
    }
    const ids = list.map((id) => {
      if (typeof id === 'string' && isApplicationId(id)) return id;
      throw new PropertyError(`${name} must hold ids like 'wsa-0def67890', got ${show(id)}`);
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

  /** One of the words; the first if there is none. */
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

/** A foreign value as one short, printable piece of a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : `a value of type ${Array.isArray(value) ? 'list' : typeof value}`;
  const printable = text.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > 80 ? `'${printable.slice(0, 80)}…'` : `'${printable}'`;
}
