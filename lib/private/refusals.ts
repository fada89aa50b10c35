import { type Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isOwner, normalizeName } from '../../lambda/contract/lookup';
import {
  isApplicationId,
  isWorkspaceId,
  MAX_APPLICATIONS,
  MAX_TIMEOUT_SECONDS,
} from '../../lambda/contract/properties';
import type { WorkspaceApplicationProviderProps } from '../workspace-application-provider-props';

/**
 * Ends the construction: `problem` names the prop and its value, `remedy` says what to do.
 *
 * A plain Error, because ValidationError of aws-cdk-lib is internal to it and changed its signature between the versions
 * that our peer range spans. So the path of the construct has to stand in the message.
 */
function refuse(scope: IConstruct, problem: string, remedy: string): never {
  throw new Error(`${scope.node.path}: ${problem}: ${remedy}`);
}

export function requireWorkspaceId(scope: IConstruct, value: string): void {
  if (Token.isUnresolved(value) || isWorkspaceId(value)) return;
  refuse(
    scope,
    `workspaceId must look like 'ws-0abc12345', got '${value}'`,
    'pass the id of the WorkSpace, not its user or computer name',
  );
}

export function requireApplicationId(scope: IConstruct, prop: string, value: string): void {
  if (Token.isUnresolved(value) || isApplicationId(value)) return;
  refuse(
    scope,
    `${prop} must look like 'wsa-0def67890', got '${value}'`,
    "pass an id that 'npx cdk-workspaces-applications list' shows, or the name with WorkspaceApplication.fromName",
  );
}

export function requireName(scope: IConstruct, value: string): void {
  if (Token.isUnresolved(value) || normalizeName(value) !== '') return;
  refuse(scope, `name is empty, got '${value}'`, "pass a name that 'npx cdk-workspaces-applications list' shows");
}

export function requireOwner(scope: IConstruct, value: string | undefined): void {
  if (value === undefined || Token.isUnresolved(value) || isOwner(value)) return;
  refuse(
    scope,
    `owner must be 'AMAZON' or the 12 digits of an account id, got '${value}'`,
    'leave it out for any owner',
  );
}

interface Lists {
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
}

export function requireLists(scope: IConstruct, { applicationIds, absentApplicationIds }: Lists): void {
  requireList(scope, 'applicationIds', applicationIds);
  requireList(scope, 'absentApplicationIds', absentApplicationIds);
  if (applicationIds.length + absentApplicationIds.length === 0) {
    refuse(
      scope,
      'applicationIds is empty, got [], and so is absentApplicationIds',
      'name at least one application, or remove the construct to uninstall what it installed',
    );
  }
  const both = applicationIds.find((id) => absentApplicationIds.includes(id));
  if (both === undefined) return;
  refuse(scope, `applicationIds and absentApplicationIds both hold '${both}'`, 'leave it in one of them');
}

function requireList(scope: IConstruct, prop: string, ids: readonly string[]): void {
  // How many ids a list token stands for is known only when deploying; the handler checks it then.
  if (Token.isUnresolved(ids)) return;
  if (ids.length > MAX_APPLICATIONS) {
    refuse(scope, `${prop} holds ${ids.length} ids, at most ${MAX_APPLICATIONS} are possible`, 'shorten it');
  }
  for (const [index, id] of ids.entries()) {
    requireApplicationId(scope, `${prop}[${index}]`, id);
    if (ids.indexOf(id) !== index) refuse(scope, `${prop} holds '${id}' twice`, 'leave it there once');
  }
}

interface Reboot {
  readonly rebootAfterInstallation?: boolean;
  readonly waitForInstallation?: boolean;
}

export function requireRebootPossible(
  scope: IConstruct,
  { rebootAfterInstallation, waitForInstallation }: Reboot,
): void {
  if (!rebootAfterInstallation || waitForInstallation !== false) return;
  refuse(
    scope,
    'rebootAfterInstallation is true, and waitForInstallation is false',
    'leave one of them out: a WorkSpace can be rebooted only when the installation has ended',
  );
}

/**
 * The policy of a provider in another stack would lose the permission before the last resource that needs it is deleted:
 * that stack is deployed first.
 */
export function requirePermissionToStay(scope: IConstruct, provider: IConstruct): void {
  if (Stack.of(scope) === Stack.of(provider)) return;
  refuse(
    scope,
    'whenUserConnected is WAIT, and the provider belongs to another stack',
    'give the provider whenUserConnected too, DISCONNECT or WAIT: it then keeps the permission to look at connections',
  );
}

/** Answers the timeout in seconds; a number token if the duration is one. */
export function requireTimeout(scope: IConstruct, timeout: Duration | undefined): number {
  if (timeout === undefined) return MAX_TIMEOUT_SECONDS;
  if (timeout.isUnresolved()) return timeout.toSeconds();
  const seconds = timeout.toSeconds({ integral: false });
  if (seconds > MAX_TIMEOUT_SECONDS) {
    refuse(
      scope,
      `timeout must be at most 55 minutes, got ${timeout.toHumanString()}`,
      'CloudFormation gives a custom resource one hour in all; use waitForInstallation: false if installing takes longer',
    );
  }
  if (!(seconds > 0) || !Number.isInteger(seconds)) {
    refuse(
      scope,
      `timeout must be a positive number of whole seconds, got ${seconds} seconds`,
      'pass for example Duration.minutes(30), or leave it out for 55 minutes',
    );
  }
  return seconds;
}

export function refuseSnapshot(scope: IConstruct, removalPolicy: RemovalPolicy | undefined): void {
  if (removalPolicy !== RemovalPolicy.SNAPSHOT) return;
  refuse(
    scope,
    `removalPolicy must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got '${removalPolicy}'`,
    'no snapshot of an application exists; use RETAIN to leave it installed',
  );
}

/** Refuses what contradicts itself, or would silently do nothing. */
export function requireProviderProps(scope: IConstruct, props: WorkspaceApplicationProviderProps): void {
  const { workspaceTags, logGroup, vpc, subnets, securityGroups } = props;
  if (workspaceTags && Object.keys(workspaceTags).filter((key) => key !== '').length === 0) {
    refuse(scope, `workspaceTags names no tag, got ${JSON.stringify(workspaceTags)}`, 'name one, or leave it out');
  }
  const about = (['logRetention', 'logRemovalPolicy', 'logEncryptionKey'] as const).find(
    (prop) => props[prop] !== undefined,
  );
  if (logGroup && about)
    refuse(scope, `logGroup was given, and so was ${about}`, 'configure the log group where it is made');
  if (vpc && securityGroups?.length === 0)
    refuse(scope, 'securityGroups is empty, got []', 'name one, or leave it out');
  if (vpc || !(subnets ?? securityGroups)) return;
  refuse(scope, `${subnets ? 'subnets' : 'securityGroups'} was given without vpc`, 'pass the vpc too');
}
