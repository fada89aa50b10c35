import type { Declaration } from '../../lambda/contract/applications';
import {
  type Decision,
  decide as decideWith,
  type Facts,
  refusalOf as refusalWith,
  retryHold as retryHoldWith,
} from '../../lambda/reconcile/decide';
import type { Goal, Terms } from '../../lambda/reconcile/goal';
import type { Association, Observation } from '../../lambda/service/association';
import type { Fault } from '../../lambda/service/faults';
import type { Operation } from '../../lambda/stack/operation';
import type { Request } from '../../lambda/stack/request';

export const WORKSPACE = 'ws-0abc12345';
export const OTHER_WORKSPACE = 'ws-1def67890';
export const OFFICE = 'wsa-0office2021';
export const VISIO = 'wsa-0visio2021';
export const PROJECT = 'wsa-0project2021';
export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Desk/0a1b2c3d';
export const LOGICAL_ID = 'DeskF00DCAFE';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** Seconds on the time line that all tests share; its zero is when the resource was created. */
export const at = (seconds: number): number => Date.UTC(2026, 2, 1, 12) + seconds * SECOND;

/** The resource was created at 0, the operation began and asked later; contact was made, and everything has been quiet. */
export const CREATED = at(0);
export const BEGAN = at(1000);
export const ASKED = at(1010);
export const NOW = at(1100);

/** Ages of an association: from before the resource, from the resource's earlier operations, from this request. */
export const ANCIENT = at(-500);
export const EARLIER = at(500);
export const FRESH = at(1020);

export const declaration = (overrides: Partial<Declaration> = {}): Declaration => ({
  workspaceId: WORKSPACE,
  applicationIds: [OFFICE],
  absentApplicationIds: [],
  allowExisting: false,
  waitForInstallation: true,
  timeoutSeconds: 3300,
  revision: '',
  waitForUser: false,
  rebootAfterInstallation: false,
  ...overrides,
});

export const association = (overrides: Partial<Association> = {}): Association => ({
  applicationId: OFFICE,
  state: 'COMPLETED',
  created: FRESH,
  updated: FRESH,
  ...overrides,
});

/** What a look at the WorkSpace shows. An association in state ABSENT is one that it does not show. */
export const seeing = (...associations: readonly Partial<Association>[]): Observation =>
  new Map(
    associations
      .map(association)
      .filter(({ state }) => state !== 'ABSENT')
      .map((found) => [found.applicationId, found]),
  );

export const goal = (overrides: Partial<Goal> = {}): Goal => ({
  workspaceId: WORKSPACE,
  installs: [],
  removals: [],
  ...overrides,
});

/** What a decision depends on, beside the goal and what was seen. */
export type Rules = Omit<Facts, 'seen'> & Terms;

export const rules = (overrides: Partial<Rules> = {}): Rules => ({
  now: NOW,
  seenAt: NOW,
  withdrawn: new Set(),
  incompatible: 0,
  isObservedSince: false,
  requestId: 'request-1',
  requestedAt: ASKED,
  operationStartedAt: BEGAN,
  deadline: at(100_000),
  waitForUser: false,
  reboot: false,
  firstPollAt: ASKED,
  quiet: MINUTE,
  retryWindow: MINUTE,
  undoing: false,
  allowExisting: false,
  waitForInstallation: true,
  failedBefore: [],
  tried: new Set(),
  ...overrides,
});

export const decide = (wanted: Goal, seen: Observation, all: Rules): Decision =>
  decideWith(wanted, { ...all, seen }, all);

export const refusalOf = (wanted: Goal, seen: Observation, all: Rules): string =>
  refusalWith(wanted, { ...all, seen }, all);

export const retryHold = (all: Rules, isRetry: boolean): number =>
  retryHoldWith({ ...all, seen: new Map() }, all, isRetry);

/** A decision as one line of a table: its kind, then what it names. */
export function brief(decision: Decision): string {
  if (decision.kind === 'deploy') return decision.force ? 'deploy with Force' : 'deploy';
  if (decision.kind !== 'register') return decision.kind;
  const part = (verb: string, ids: readonly string[]) => (ids.length > 0 ? [`${verb} ${ids.join(' ')}`] : []);
  return [...part('disassociate', decision.disassociate), ...part('associate', decision.associate)].join(', ');
}

/** What a decision says; fails for a decision without words. */
export function wordsOf(decision: Decision): string {
  if (decision.kind === 'wait') return decision.why;
  if (decision.kind === 'fail') return decision.reason;
  throw new Error(`${brief(decision)} has no words`);
}

export const operation = (overrides: Partial<Operation> = {}): Operation => ({
  direction: 'forward',
  stackUpdatedAt: BEGAN,
  operationStartedAt: BEGAN,
  requestedAt: ASKED,
  cleared: [],
  failedBefore: [],
  ...overrides,
});

export const request = (overrides: Partial<Request> = {}): Request => ({
  kind: 'applications',
  type: 'Create',
  requestId: 'request-1',
  stackId: STACK_ID,
  logicalId: LOGICAL_ID,
  declared: declaration(),
  ...overrides,
});

export const fault = (overrides: Partial<Fault> = {}): Fault => ({
  kind: 'terminal',
  exception: 'InvalidParameterValuesException',
  message: '',
  ...overrides,
});

/** Properties as CloudFormation delivers them: every scalar a string, at any depth. */
export function stringified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringified);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, stringified(member)]));
}

/** An event as it reaches a function; `undefined` leaves a member out. */
export const event = (overrides: Readonly<Record<string, unknown>> = {}): unknown => ({
  RequestType: 'Create',
  RequestId: 'request-1',
  StackId: STACK_ID,
  LogicalResourceId: LOGICAL_ID,
  ResourceType: 'Custom::WorkspaceApplications',
  ResponseURL: 'https://example.invalid/?X-Amz-Signature=secret',
  ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:provider',
  ResourceProperties: stringified({ ServiceTimeout: 3600, WorkspaceId: WORKSPACE, ApplicationIds: [OFFICE] }),
  ...overrides,
});
