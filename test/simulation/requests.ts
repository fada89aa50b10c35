/** What CloudFormation sends. */
export type RequestEvent = Readonly<Record<string, unknown>>;

/** The id of a create that the framework has failed: it never passes on the delete of that. */
export const MARKER = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

export const DEFAULT_TIMEOUT = 3300;

/** Where a request is heading. */
export const isForward = (stackStatus: string): boolean =>
  stackStatus === 'CREATE_IN_PROGRESS' || stackStatus === 'UPDATE_IN_PROGRESS';

/** Which applications a request is about, as `desktop application`. */
export interface Concerns {
  readonly installs: readonly string[];
  readonly absent: readonly string[];
  readonly removals: readonly string[];
  /** What may come back. */
  readonly restores: readonly string[];
}

/**
 * What a request may change: on an update what differs, and everything if it is told to check everything, or if the
 * operation before has failed and was not rolled back.
 */
export function concernsOf(event: RequestEvent, stackStatus: string, isRetry = false): Concerns {
  const now = propertiesOf(event);
  if (event.RequestType === 'Delete')
    return { installs: [], absent: [], removals: now.installed, restores: now.absent };
  const old = propertiesOf(event, 'OldResourceProperties');
  const everything = isForward(stackStatus)
    ? isRetry || now.revision !== old.revision
    : JSON.stringify(event.ResourceProperties) === JSON.stringify(event.OldResourceProperties);
  const without = (pairs: readonly string[], others: readonly string[]) =>
    everything ? pairs : pairs.filter((pair) => !others.includes(pair));
  const declared = [...now.installed, ...now.absent];
  return {
    installs: without(now.installed, old.installed),
    absent: without(now.absent, old.absent),
    removals: old.installed.filter((pair) => !declared.includes(pair)),
    restores: isForward(stackStatus) ? [] : old.absent.filter((pair) => !declared.includes(pair)),
  };
}

export function propertiesOf(event: RequestEvent, member = 'ResourceProperties') {
  const properties = event[member];
  const property = (name: string): unknown =>
    typeof properties === 'object' && properties !== null ? Reflect.get(properties, name) : undefined;
  const pairsOf = (name: string): readonly string[] => {
    const ids = property(name);
    return Array.isArray(ids) ? ids.map((id) => `${property('WorkspaceId')} ${id}`) : [];
  };
  return {
    installed: pairsOf('ApplicationIds'),
    absent: pairsOf('AbsentApplicationIds'),
    waitForInstallation: property('WaitForInstallation') !== 'false',
    timeout: Number(property('TimeoutSeconds') ?? DEFAULT_TIMEOUT),
    revision: String(property('Revision') ?? ''),
    waitForUser: property('WhenUserConnected') === 'WAIT',
    rebootAfterInstallation: property('RebootAfterInstallation') === 'true',
  };
}
