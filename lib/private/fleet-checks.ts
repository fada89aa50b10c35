import { Annotations, Names, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type FleetDeclaration, fleetProblem, MAX_DECLARATION_BYTES } from '../../lambda/contract/fleet';
import type { MaintenanceWindow } from '../maintenance-window';
import type { WorkspaceApplicationFleetProps } from '../workspace-application-fleet-props';
import { given, givenSeconds, listKnownProblems, listProblems, numberProblems, secondsOf } from './checks';
import { type Read, unlessContextIsMissing } from './validation';

/** Above this, other callers of the account have less than half of the service's rate. */
export const MOST_WITHOUT_WARNING = 200;
const MOST_AT_ONCE = 1_000;

const whole = (from: number, to: number, remedy: string) => ({
  range: `a whole number from ${from} to ${to.toLocaleString('en')}`,
  fits: (value: number) => Number.isInteger(value) && value >= from && value <= to,
  remedy,
});

/** What is wrong with the props, before anything is made of them. */
export function* fleetPropProblems(props: WorkspaceApplicationFleetProps, read: Read): Generator<string> {
  const { toleratedFailurePercentage: percentage = 5, maxConcurrency = 100, targets, maintenanceWindow, waves } = props;
  yield* targets._problems(read);
  yield* maintenanceWindow._problems();
  for (const wave of waves ?? []) yield* wave._problems(read);
  yield* numberProblems(
    'toleratedFailurePercentage',
    read(percentage),
    whole(0, 100, 'with 0 the first failure ends the run'),
  );
  yield* numberProblems(
    'maxConcurrency',
    read(maxConcurrency),
    whole(1, MOST_AT_ONCE, 'it is how many desktops are out of service at once'),
  );
  yield* timeProblems(props, read);
  yield* nameProblems(props.fleetName);
}

function* timeProblems(
  { bakeTime, installationTimeout, announceBefore }: WorkspaceApplicationFleetProps,
  read: Read,
): Generator<string> {
  for (const [prop, time, least] of [
    ['bakeTime', bakeTime, 0],
    ['installationTimeout', installationTimeout, 1],
  ] as const) {
    if (!time) continue;
    yield* numberProblems(prop, read(secondsOf(time)), {
      range: `a whole number of seconds of at least ${least}`,
      fits: (seconds) => Number.isInteger(seconds) && seconds >= least,
      remedy: 'pass for example Duration.hours(2)',
    });
  }
  const ahead = announceBefore && secondsOf(announceBefore);
  if (ahead === undefined || (ahead % 60 === 0 && ahead >= 60 && ahead <= 24 * 3600)) return;
  yield `announceBefore must be from 1 minute to 24 hours, in whole minutes, got ${givenSeconds(ahead)}: there is a window at most once a day`;
}

function* nameProblems(fleetName: string | undefined): Generator<string> {
  if (fleetName === undefined || (!Token.isUnresolved(fleetName) && /^[A-Za-z0-9-]{1,64}$/.test(fleetName))) return;
  yield `fleetName must be 1 to 64 letters, digits and hyphens, got ${given(fleetName)}: it is in marks on desktops, and must not change`;
}

/** What is wrong with the declaration as a whole. */
export function* fleetProblems(declaration: FleetDeclaration, read: Read): Generator<string> {
  for (const prop of ['applicationIds', 'absentApplicationIds'] as const) {
    yield* listKnownProblems(prop, read(declaration[prop]));
  }
  yield* listProblems(declaration, 'remove the fleet, which leaves its desktops as they are', read);
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

export function warnOfWindow(scope: IConstruct, window: MaintenanceWindow, installationSeconds: number): void {
  const { cutoffSeconds } = window._declaration();
  if (window._mayBeSkipped()) {
    Annotations.of(scope).addWarningV2(
      'cdk-workspaces-applications:windowMayBeSkipped',
      'the maintenance window opens between 01:00 and 03:00, and EventBridge Scheduler leaves out a start that daylight saving time removes. What next: open it earlier or later, or acknowledge this',
    );
  }
  if (cutoffSeconds < installationSeconds) {
    Annotations.of(scope).addInfoV2(
      'cdk-workspaces-applications:outageAfterWindow',
      `an installation that starts just before the cutoff may end ${installationSeconds - cutoffSeconds} seconds after the window: the cutoff is shorter than installationTimeout`,
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
  scope.node.addValidation({
    validate: () =>
      unlessContextIsMissing(
        scope,
        known.flatMap((other) => contradiction(scope, declaration, other)),
      ),
  });
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
