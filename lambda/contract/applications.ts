import { MAX_APPLICATIONS, MAX_TIMEOUT_SECONDS, Properties, PropertyError, type WireProperties } from './properties';

/**
 * The declaration of one resource, and its form in a template. Constructs and handler both use this file; no other file
 * reads these ResourceProperties. CloudFormation turns every scalar into a text, and may leave an empty list out.
 */

export const RESOURCE_TYPE = 'Custom::WorkspaceApplications';

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

/** The values of `WhenUserConnected` in a template. The second is the default. */
const WAIT_FOR_USER = 'WAIT';
const DISCONNECT_USER = 'DISCONNECT';

/** The names of the resource's attributes. Every successful create and update returns all of them, as texts. */
export const ATTRIBUTES = { state: 'State', created: 'Created' } as const;

/** Renders a declaration without its defaults, so that a template stays small and a new default changes no deployed resource. */
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

/** Reads what CloudFormation delivered. Unknown properties are ignored: after a rollback old code reads the properties of new code. */
export function parseProperties(raw: unknown): Declaration {
  const properties = new Properties(raw);
  const applicationIds = properties.ids('ApplicationIds');
  const absentApplicationIds = properties.ids('AbsentApplicationIds');
  const both = applicationIds.find((id) => absentApplicationIds.includes(id));
  if (both) throw new PropertyError(`${both} is both in ApplicationIds and in AbsentApplicationIds: leave it in one`);
  const count = applicationIds.length + absentApplicationIds.length;
  if (count === 0) {
    throw new PropertyError('ApplicationIds and AbsentApplicationIds are both empty: name at least one application');
  }
  if (count > MAX_APPLICATIONS) {
    throw new PropertyError(
      `ApplicationIds and AbsentApplicationIds hold ${count} applications, at most ${MAX_APPLICATIONS} are possible: ` +
        'declare fewer; one that is absent by now can be left out',
    );
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
