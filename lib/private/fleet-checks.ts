import { Annotations, type Duration, Names, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type FleetDeclaration, fleetProblem, MAX_DECLARATION_BYTES } from '../../lambda/contract/fleet';
import type { MaintenanceWindow } from '../maintenance-window';
import type { WorkspaceApplicationFleetProps } from '../workspace-application-fleet-props';
import { applicationIdProblems } from './checks';
import type { Read } from './validation';

/** Above this, other callers of the account have less than half of the service's rate. */
export const MOST_WITHOUT_WARNING = 200;
const MOST_AT_ONCE = 1_000;

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

/** What is wrong with the props, before anything is made of them. */
export function* fleetPropProblems(props: WorkspaceApplicationFleetProps): Generator<string> {
  const { toleratedFailurePercentage: percentage = 5, maxConcurrency = 100, fleetName, announceBefore } = props;
  if (!isWhole(percentage, 0, 100)) {
    yield `toleratedFailurePercentage must be a whole number from 0 to 100, got ${percentage}: with 0 the first failure ends the run`;
  }
  if (!isWhole(maxConcurrency, 1, MOST_AT_ONCE)) {
    yield `maxConcurrency must be a whole number from 1 to ${MOST_AT_ONCE}, got ${maxConcurrency}: it is how many desktops are out of service at once`;
  }
  if (announceBefore && !isWhole(announceBefore.toSeconds() / 60, 1, 24 * 60)) {
    yield `announceBefore must be from 1 minute to 24 hours, in whole minutes, got ${announceBefore.toSeconds()} seconds: there is a window at most once a day`;
  }
  if (fleetName !== undefined && (Token.isUnresolved(fleetName) || !/^[A-Za-z0-9-]{1,64}$/.test(fleetName))) {
    yield `fleetName must be 1 to 64 letters, digits and hyphens, got '${fleetName}': it is in marks on desktops, and must not change`;
  }
}

/** What is wrong with the declaration as a whole. */
export function* fleetProblems(declaration: FleetDeclaration, read: Read): Generator<string> {
  for (const prop of ['applicationIds', 'absentApplicationIds'] as const) {
    for (const [index, id] of declaration[prop].entries()) yield* applicationIdProblems(`${prop}[${index}]`, read(id));
  }
  const problem = fleetProblem(declaration);
  if (problem !== undefined) yield problem;
}

/** What is wrong with the text that the parameter is to hold. */
export function* sizeProblems(text: unknown): Generator<string> {
  const bytes = bytesOf(text);
  if (bytes > MAX_DECLARATION_BYTES) {
    yield `the declaration has ${bytes} bytes or more, and a parameter holds ${MAX_DECLARATION_BYTES}: use FleetTargets.csv, and exclude by a tag instead of by ids`;
  }
}

/** What CloudFormation fills in counts for nothing: it is known to be short. */
function bytesOf(text: unknown): number {
  if (typeof text === 'string') return Buffer.byteLength(text);
  if (Array.isArray(text)) return text.reduce<number>((sum, part) => sum + bytesOf(part), 0);
  return typeof text === 'object' && text !== null && 'Fn::Join' in text ? bytesOf(text['Fn::Join']) : 0;
}

/** The name of the stack and the id, which stay as they are, as far as a name has room. */
export const defaultName = (scope: IConstruct): string =>
  Names.uniqueResourceName(scope, { maxLength: 64, separator: '-', allowedSpecialCharacters: '-' });

export function warnOfWindow(scope: IConstruct, window: MaintenanceWindow, installationTimeout: Duration): void {
  const { cutoffSeconds } = window._declaration();
  if (window._mayBeSkipped()) {
    Annotations.of(scope).addWarningV2(
      'cdk-workspaces-applications:windowMayBeSkipped',
      'the maintenance window opens between 01:00 and 03:00, and EventBridge Scheduler leaves out a start that daylight saving time removes. What next: open it earlier or later, or acknowledge this',
    );
  }
  if (cutoffSeconds < installationTimeout.toSeconds()) {
    Annotations.of(scope).addInfoV2(
      'cdk-workspaces-applications:outageAfterWindow',
      `an installation that starts just before the cutoff may end ${installationTimeout.toSeconds() - cutoffSeconds} seconds after the window: the cutoff is shorter than installationTimeout`,
    );
  }
}

interface Known {
  readonly scope: IConstruct;
  readonly declaration: FleetDeclaration;
}

const FLEETS = new WeakMap<IConstruct, Known[]>();

/** Compares the fleet with the other fleets of the app: contradictions are problems, and their concurrency is added up. */
export function compareFleets(scope: IConstruct, declaration: FleetDeclaration): void {
  const known = FLEETS.get(scope.node.root) ?? [];
  FLEETS.set(scope.node.root, [...known, { scope, declaration }]);
  const total = [...known, { declaration }].reduce(
    (sum, { declaration: { maxConcurrency } }) => sum + maxConcurrency,
    0,
  );
  if (total > MOST_WITHOUT_WARNING) {
    Annotations.of(scope).addWarningV2(
      'cdk-workspaces-applications:fleetConcurrency',
      `the fleets of this app change up to ${total} desktops at once, and the service allows an account 2 calls per second by default: above ${MOST_WITHOUT_WARNING} its other callers are refused often. What next: lower maxConcurrency, have the quota raised, or acknowledge this`,
    );
  }
  scope.node.addValidation({ validate: () => known.flatMap((other) => contradiction(scope, declaration, other)) });
}

function contradiction(
  scope: IConstruct,
  declaration: FleetDeclaration,
  { scope: other, declaration: theirs }: Known,
): string[] {
  const text = ({ targets }: FleetDeclaration, at: IConstruct) => JSON.stringify(Stack.of(at).resolve(targets));
  if (text(declaration, scope) !== text(theirs, other)) return [];
  const both = [
    ...declaration.applicationIds.filter((id) => theirs.absentApplicationIds.includes(id)),
    ...declaration.absentApplicationIds.filter((id) => theirs.applicationIds.includes(id)),
  ];
  return both.map(
    (id) =>
      `this fleet and ${other.node.path} have the same targets, and one declares '${id}' in applicationIds, the other in absentApplicationIds: leave it in one of them`,
  );
}
