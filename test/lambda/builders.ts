import type { Declaration } from '../../lambda/contract/applications';
import { type Decision, decide } from '../../lambda/reconcile/decide';
import type { Facts } from '../../lambda/reconcile/facts';
import type { Goal, Holder, Installation, Terms } from '../../lambda/reconcile/goal';
import type { Association, Observation } from '../../lambda/service/association';
import type { Fault } from '../../lambda/service/faults';
import { rootOf } from '../../lambda/service/identity';
import { existenceOf, keyOf, type Mark, type MarkKind } from '../../lambda/service/marks';
import { tokenFor } from '../../lambda/stack/identity';
import type { Operation } from '../../lambda/stack/operation';
import type { Request } from '../../lambda/stack/request';

export { decide };

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
  leaves: [],
  absents: [],
  restores: [],
  ...overrides,
});

/** The goal to have applications installed; `known`: what the holder declared before. */
export const installing = (applicationIds: readonly string[], known: readonly string[] = []): Goal =>
  goal({
    installs: applicationIds.map(
      (applicationId): Installation => ({ applicationId, known: known.includes(applicationId) }),
    ),
  });

export const ROOT = rootOf(STACK_ID);
export const tokenOf = (stackId: string, logicalId: string, operationStartedAt: number): string =>
  tokenFor({ type: 'Create', stackId, logicalId }, operationStartedAt);

/** The token of the resource, of another one of its stack, and of one of another stack. */
export const TOKEN = tokenOf(STACK_ID, LOGICAL_ID, CREATED);
export const SIBLING = tokenOf(STACK_ID, 'SiblingF00DCAFE', CREATED);
export const STRANGER = tokenOf(`${STACK_ID}-other`, LOGICAL_ID, CREATED);

export const holder = (overrides: Partial<Holder> = {}): Holder => ({
  token: TOKEN,
  root: ROOT,
  name: 'stack/Desk',
  ...overrides,
});

const attemptOf = (time: number): string => Math.floor(time).toString(36);
/** What a mark says that an earlier request has deployed, and this one. */
export const [EARLIER_ATTEMPT, ATTEMPT] = [attemptOf(EARLIER), attemptOf(ASKED)];

/** A request of the resource, which goes forward. */
export const terms = (overrides: Partial<Terms> = {}): Terms => ({
  holder: holder(),
  requestId: 'request-1',
  requestedAt: ASKED,
  begunAt: ASKED,
  operationStartedAt: BEGAN,
  undoneFrom: overrides.operationStartedAt ?? BEGAN,
  attempt: ATTEMPT,
  isAttempted: (attempt) => (Number.parseInt(attempt, 36) || 0) >= ASKED,
  isOfOperation: (attempt) => (Number.parseInt(attempt, 36) || 0) >= ASKED,
  deadline: at(100_000),
  isOwnTimeout: false,
  mayNotWait: false,
  undoing: false,
  undoesCreate: false,
  deleting: false,
  allowExisting: false,
  waitForInstallation: true,
  waitForUser: false,
  reboot: false,
  firstPollAt: ASKED,
  quiet: MINUTE,
  takeover: 0,
  ...overrides,
});

/** The resource's own hold, from an earlier request. */
export const mark = (overrides: Partial<Mark> = {}): Mark => ({
  applicationId: OFFICE,
  token: TOKEN,
  kind: 'holds',
  workspaceId: WORKSPACE,
  writtenAt: EARLIER,
  attempt: EARLIER_ATTEMPT,
  operation: CREATED,
  root: ROOT,
  holder: 'stack/Desk',
  ...overrides,
});

/** The hold of another resource of the stack. */
export const siblings = (overrides: Partial<Mark> = {}): Mark => mark({ token: SIBLING, ...overrides });

/** The hold of a resource of another stack. */
export const strangers = (overrides: Partial<Mark> = {}): Mark =>
  mark({ token: STRANGER, root: rootOf('another'), holder: 'stack/Other', ...overrides });

/** What a step knows that has observed the WorkSpace just now, and read its marks. */
export const facts = (overrides: Partial<Facts> = {}): Facts => ({
  now: NOW,
  seen: new Map(),
  seenAt: NOW,
  marks: [],
  marksReadAt: NOW,
  isStale: false,
  written: [],
  announced: new Set(),
  isMarkRefused: false,
  living: new Map(),
  tried: new Set(),
  refused: new Set(),
  withdrawn: new Set(),
  incompatible: 0,
  ...overrides,
});

/** A decision as one line of a table: its kind, then what it names. */
export function brief(decision: Decision): string {
  const { kind } = decision;
  if (kind === 'deploy') return decision.force ? 'deploy with Force' : 'deploy';
  if (kind === 'mark')
    return decision.marks.map((written) => `mark ${written.kind} ${written.applicationId}`).join(', ');
  if (kind === 'unmark') return decision.marks.map((gone) => `unmark ${gone.kind} ${gone.applicationId}`).join(', ');
  if (kind !== 'register') return kind;
  const part = (verb: string, ids: readonly string[]) => (ids.length > 0 ? [`${verb} ${ids.join(' ')}`] : []);
  return [...part('disassociate', decision.disassociate), ...part('associate', decision.associate)].join(', ');
}

/** A world in which every mark is read as soon as it is asked for, and every change of a mark succeeds. */
export interface Course {
  readonly goal: Goal;
  readonly seen: Observation;
  readonly marks?: readonly Mark[];
  readonly terms?: Partial<Terms>;
  readonly facts?: Partial<Facts>;
  /** The tokens of other holders that exist no more. */
  readonly dead?: readonly string[];
}

export interface Ending {
  /** The decisions of the step, without the readings. */
  readonly decisions: readonly Decision[];
  readonly last: Decision;
  /** The marks of the WorkSpace at the end. */
  readonly marks: readonly Mark[];
}

/** Takes one step as far as it goes without a call that changes the desktop, which it ends with. */
export function course({ goal: wanted, seen, marks = [], terms: asked, facts: known, dead = [] }: Course): Ending {
  const decisions: Decision[] = [];
  let there = marks;
  let state = facts({ seen, marks: undefined, marksReadAt: 0, ...known });
  for (let steps = 0; steps < 10; steps++) {
    const decision = decide(wanted, state, terms(asked));
    if (decision.kind === 'read') {
      state = { ...state, marks: there, marksReadAt: state.now, isStale: false };
    } else if (decision.kind === 'ask') {
      const answers = decision.marks.map((mark) => [existenceOf(mark), !dead.includes(mark.token)] as const);
      state = { ...state, living: new Map([...state.living, ...answers]) };
    } else {
      decisions.push(decision);
      if (decision.kind !== 'mark' && decision.kind !== 'unmark') return { decisions, last: decision, marks: there };
      const written = decision.kind === 'mark' ? decision.marks : [];
      const changed = decision.marks.map(keyOf);
      const isAnnounced = (mark: Mark) =>
        mark.kind === 'leaving' && !there.some((one) => keyOf(one) === keyOf(mark) && one.writtenAt === mark.writtenAt);
      const announced = written.filter(isAnnounced).map(({ applicationId }) => applicationId);
      const replaced = (list: readonly Mark[]) => [...list.filter((one) => !changed.includes(keyOf(one))), ...written];
      there = replaced(there);
      state = {
        ...state,
        written: [...state.written, ...written],
        announced: new Set([...state.announced, ...announced]),
        ...(state.marks && { marks: replaced(state.marks) }),
      };
    }
  }
  throw new Error(`no end: ${decisions.map(brief).join(', ')}`);
}

/** The course of a step as one line of a table. The one application that most are about is left out. */
export const courseOf = (step: Course): string =>
  course(step).decisions.map(brief).join(', ').replaceAll(` ${OFFICE}`, '');

/** The kinds of an application's marks. */
export const kindsOf = (marks: readonly Mark[], token = TOKEN): readonly MarkKind[] =>
  marks.filter((one) => one.token === token).map(({ kind }) => kind);

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
  undoneFrom: overrides.operationStartedAt ?? BEGAN,
  requestedAt: ASKED,
  begunAt: ASKED,
  underWay: 0,
  hasSiblings: true,
  root: ROOT,
  stackName: 'Desk',
  living: '',
  isProven: true,
  isRetry: false,
  ...overrides,
});

export const request = (overrides: Partial<Request> = {}): Request => ({
  kind: 'applications',
  type: 'Create',
  requestId: 'request-1',
  stackId: STACK_ID,
  logicalId: LOGICAL_ID,
  declared: declaration(),
  isUnchanged: false,
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
