import { type Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { applicationIdRemedy, isApplicationId, isWorkspaceId, workspaceIdRemedy } from '../../lambda/contract/ids';
import { isOwner, type Lookup, normalizeName } from '../../lambda/contract/lookup';
import { MAX_APPLICATIONS, MAX_TIMEOUT_SECONDS } from '../../lambda/contract/properties';
import type { WorkspaceApplicationOptions } from '../workspace-application-options';
import { type Read, textProblems } from './validation';

/** What an association and a set have in common. */
export function* optionProblems(
  options: WorkspaceApplicationOptions & { readonly workspaceId: string },
  read: Read,
): Generator<string> {
  const { workspaceId, timeout, revision, removalPolicy, rebootAfterInstallation, waitForInstallation } = options;
  yield* textProblems('workspaceId', read(workspaceId), workspaceIdProblem);
  if (timeout) yield* timeoutProblems(read(secondsOf(timeout)));
  if (revision !== undefined) yield* textProblems('revision', read(revision));
  if (rebootAfterInstallation && waitForInstallation === false) {
    yield 'rebootAfterInstallation is true, and waitForInstallation is false: leave one of them out, because a WorkSpace is rebooted when the installation has ended';
  }
  if (removalPolicy === RemovalPolicy.SNAPSHOT) {
    yield `removalPolicy must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got '${removalPolicy}': no snapshot of an application exists; use RETAIN to leave it installed`;
  }
}

export const applicationIdProblems = (prop: string, id: unknown): Generator<string> =>
  textProblems(prop, id, (text) =>
    isApplicationId(text) ? undefined : `must look like 'wsa-0def67890', got '${text}': ${applicationIdRemedy(text)}`,
  );

export const workspaceIdProblem = (text: string): string | undefined =>
  isWorkspaceId(text) ? undefined : `must look like 'ws-0abc12345', got '${text}': ${workspaceIdRemedy(text)}`;

interface Lists {
  readonly applicationIds: readonly string[];
  readonly absentApplicationIds: readonly string[];
}

/** @param unless what to do instead of naming an application, if the lists are empty. */
export function* listProblems(
  { applicationIds, absentApplicationIds }: Lists,
  unless: string,
  read: Read,
): Generator<string> {
  const present = elementsOf(read(applicationIds));
  const absent = elementsOf(read(absentApplicationIds));
  yield* elementProblems('applicationIds', present ?? []);
  yield* elementProblems('absentApplicationIds', absent ?? []);
  const count = (present?.length ?? 0) + (absent?.length ?? 0);
  if (count > MAX_APPLICATIONS) {
    yield `applicationIds and absentApplicationIds hold ${count} applications, at most ${MAX_APPLICATIONS} are possible: declare fewer; one that is absent by now can be left out`;
  }
  if (count === 0 && present && absent) {
    yield `applicationIds is empty, got [], and so is absentApplicationIds: name at least one application, or ${unless}`;
  }
  const keys = new Set(absent?.map(keyOf));
  const both = present?.find((id) => keys.has(keyOf(id)));
  if (both !== undefined)
    yield `applicationIds and absentApplicationIds both hold ${show(both)}: leave it in one of them`;
}

/** The elements of a list; undefined if only a deployment knows them. */
export function elementsOf(list: unknown): readonly unknown[] | undefined {
  if (Array.isArray(list)) return Token.isUnresolved(list) ? undefined : list;
  return list === undefined ? [] : undefined;
}

function* elementProblems(prop: string, ids: readonly unknown[]): Generator<string> {
  const seen = new Set<string>();
  for (const [index, id] of ids.entries()) {
    yield* applicationIdProblems(`${prop}[${index}]`, id);
    if (seen.has(keyOf(id))) yield `${prop} holds ${show(id)} twice: leave it there once`;
    seen.add(keyOf(id));
  }
}

/** The same text for the same id, whether it is known or what a template says in its place. */
const keyOf = (id: unknown): string => JSON.stringify(id) ?? '';
const show = (id: unknown): string => (typeof id === 'string' ? `'${id}'` : keyOf(id));

/** The problem of a list that only a deployment knows, where a declaration as a text has no room for one. */
export function* listKnownProblems(prop: string, list: unknown): Generator<string> {
  if (Array.isArray(list)) return;
  yield `${prop} must be a list that the app knows, got ${given(list)}: take the elements of a parameter with Fn.select(0, list)`;
}

/** What a number must be. */
interface Bounds {
  /** Such as "from 1 to 100". */
  readonly range: string;
  readonly fits: (value: number) => boolean;
  readonly remedy: string;
}

/** Problems of a number that the app must know at synthesis. */
export function* numberProblems(prop: string, value: unknown, { range, fits, remedy }: Bounds): Generator<string> {
  if (typeof value === 'number' && (Token.isUnresolved(value) || fits(value))) return;
  yield `${prop} must be ${range}, got ${given(value)}: ${remedy}`;
}

/** A value as a message shows it: a token has no form that tells its reader anything. */
export function given(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a value that only a deployment knows';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `'${value}'` : 'a value that only a deployment knows';
}

/** A number of seconds as a message shows it. */
export const givenSeconds = (seconds: number): string =>
  Token.isUnresolved(seconds) ? given(seconds) : `${seconds} seconds`;

/** A time in seconds: a number, or the token of one. Not a number for a time that the CLI has yet to look up. */
export const secondsOf = (time: Duration): number =>
  time.isUnresolved() ? time.toSeconds() : time.toSeconds({ integral: false });

function* timeoutProblems(seconds: unknown): Generator<string> {
  if (typeof seconds !== 'number' || Token.isUnresolved(seconds)) return;
  if (seconds > MAX_TIMEOUT_SECONDS) {
    yield `timeout must be at most 55 minutes (${MAX_TIMEOUT_SECONDS} seconds), got ${seconds} seconds: CloudFormation gives a custom resource one hour in all; use waitForInstallation: false if the installation takes longer`;
  }
  if (!(seconds > 0) || !Number.isInteger(seconds)) {
    yield `timeout must be a positive number of whole seconds, got ${seconds} seconds: pass for example Duration.minutes(30), or leave it out for 55 minutes`;
  }
}

/** Problems of a look-up by name. */
export function* lookupProblems({ name, owner }: Lookup, read: Read): Generator<string> {
  yield* textProblems('name', read(name), (text) => {
    if (normalizeName(text) === '') return `is empty, got '${text}': pass a name of the catalogue, ${LISTED}`;
    if (isApplicationId(text.trim())) return `is an id, got '${text}': use the id itself, which needs no look-up`;
    if (!/^(ws(pool|inst|b|i|ca)?-[0-9a-z]+|arn:.*)$/i.test(text.trim())) return undefined;
    return `is not the name of an application, got '${text}': pass a name of the catalogue, ${LISTED}`;
  });
  if (owner === undefined) return;
  yield* textProblems('owner', read(owner), (text) =>
    isOwner(text)
      ? undefined
      : `must be 'AMAZON' or the 12 digits of an account id, got '${text}': leave it out for any owner`,
  );
}

const LISTED = "which the command 'cdk-workspaces-applications list' shows";
