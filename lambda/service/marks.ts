import { MARK_PREFIX } from '../contract/marks';

export { MARK_PREFIX, REBOOT_TAG } from '../contract/marks';

import { MINUTE, wholeSecond } from './time';

/**
 * A mark is a tag of a WorkSpace: it says what one holder has to do with one application there. Key:
 * `cdk-workspaces-applications:<application id>:<token of the holder>`. Each holder writes and deletes its own tags alone.
 */
export interface Mark {
  readonly applicationId: string;
  readonly token: string;
  /**
   * - `holds`: the holder declares the application.
   * - `leaving`: it holds until it has seen whether another one does.
   * - `absent`: it has registered the removal of what it declares absent, in `operation`. It holds nothing.
   * - `tried`: it has deployed the application with `attempt`. It holds nothing.
   * - `unknown`: written by a later version. Counts as held by another.
   */
  readonly kind: MarkKind;
  /** A tag travels with a migration: a mark that names another WorkSpace is none. */
  readonly workspaceId: string;
  readonly writtenAt: number;
  /** Which request, or version of a declaration, deployed the application last; empty if none has. */
  readonly attempt: string;
  /** When the stack operation began that wrote it. */
  readonly operation: number;
  /** The family of the holder: nested stacks are of one. */
  readonly root: string;
  /** For people: `stack/<name>` or `fleet/<name>`. */
  readonly holder: string;
}

const KINDS = ['holds', 'leaving', 'absent', 'tried'] as const;
export type MarkKind = (typeof KINDS)[number] | 'unknown';

/** A tag as the service returns it. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

const VERSION = '1';
const KEY = new RegExp(`^${MARK_PREFIX}(?<applicationId>wsa-[0-9a-z]+):(?<token>[^:]+)$`);
/** What a tag of a WorkSpace can hold. */
const LONGEST_VALUE = 255;

export const keyOf = ({ applicationId, token }: Pick<Mark, 'applicationId' | 'token'>): string =>
  `${MARK_PREFIX}${applicationId}:${token}`;

/** Such as `1 holds ws-0abc12345 at=2026-03-01T12:00:00Z try=mm80g0q1 op=mm80g0 root=1f3a9c02 by=stack/Desk`. */
export function toTag(mark: Mark): Tag {
  const members = [
    VERSION,
    mark.kind,
    mark.workspaceId,
    `at=${new Date(wholeSecond(mark.writtenAt)).toISOString().replace('.000Z', 'Z')}`,
    `try=${mark.attempt}`,
    `op=${Math.floor(mark.operation).toString(36)}`,
    `root=${mark.root}`,
    `by=${mark.holder}`,
  ];
  return { key: keyOf(mark), value: members.join(' ').slice(0, LONGEST_VALUE) };
}

/** Reads a tag; undefined if it is no mark. A mark of a later version is of kind `unknown`. */
export function toMark({ key, value }: Tag): Mark | undefined {
  const { applicationId, token } = KEY.exec(key)?.groups ?? {};
  if (applicationId === undefined || token === undefined) return undefined;
  const [version = '', kindText = '', workspaceId = '', ...rest] = value.split(' ');
  const members = new Map(rest.map((text) => splitAt(text, text.indexOf('='))));
  const kind = version === VERSION ? KINDS.find((known) => known === kindText) : undefined;
  const writtenAt = Date.parse(members.get('at') ?? '');
  return {
    applicationId,
    token,
    kind: kind ?? 'unknown',
    workspaceId,
    writtenAt: Number.isNaN(writtenAt) ? 0 : writtenAt,
    attempt: members.get('try') ?? '',
    operation: Number.parseInt(members.get('op') ?? '', 36) || 0,
    root: members.get('root') ?? '',
    holder: members.get('by') ?? '',
  };
}

const splitAt = (text: string, index: number): readonly [string, string] => [
  text.slice(0, Math.max(0, index)),
  text.slice(index + 1),
];

/** The marks among the tags of a WorkSpace. */
export const marksOf = (tags: readonly Tag[], workspaceId: string): readonly Mark[] =>
  tags
    .map(toMark)
    .filter((mark) => mark !== undefined)
    .filter((mark) => mark.kind === 'unknown' || mark.workspaceId === workspaceId);

/** Whether the mark says that its holder declares the application, for now. */
export const isHold = ({ kind }: Mark): boolean => kind === 'holds' || kind === 'leaving' || kind === 'unknown';

/**
 * What one answer to whether the holder exists is about: a stack has a resource or not, and a fleet may have dropped one of its
 * applications.
 */
export const existenceOf = (mark: Pick<Mark, 'applicationId' | 'token' | 'holder'>): string =>
  mark.holder.startsWith('fleet/') ? keyOf(mark) : mark.token;

/** How long after its mark an installation may begin: what is created later is somebody's own installation. */
const TRUSTED = 60 * MINUTE;

/** Whether a mark can be about an association that was created then. A time only ever makes a mark count for nothing. */
export const isAbout = ({ writtenAt, kind }: Mark, created: number | undefined): boolean =>
  kind === 'unknown' || created === undefined || created <= writtenAt + TRUSTED;
