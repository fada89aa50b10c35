import type { FleetDeclaration } from '../contract/fleet';
import type { Association } from '../service/association';
import { PATIENCE, type Result, read } from '../service/calls';
import type { Tag } from '../service/marks';
import type { Application, Desktop, Page } from '../service/workspaces';
import type { Row } from './csv';
import type { FleetTools } from './tools';

/** What a survey has read so far, and where it goes on. It is kept as an object, so that no survey has to fit one invocation. */
export interface Collected {
  readonly rows?: readonly Row[];
  readonly listVersion?: string;
  readonly desktops: readonly Desktop[];
  /** By the id of the WorkSpace. */
  readonly tags: Readonly<Record<string, readonly Tag[]>>;
  readonly catalogue: readonly Application[];
  /** By the id of the application and of the WorkSpace. */
  readonly installations: Readonly<Record<string, Readonly<Record<string, Association>>>>;
  readonly cursor: Cursor;
}

/** `index`: of the chunk of ids, or of the application. */
export interface Cursor {
  readonly phase: 'desktops' | 'tags' | 'catalogue' | 'associations' | 'end';
  readonly index: number;
  readonly token?: string;
}

const FIRST: Cursor = { phase: 'desktops', index: 0 };
/** Ids that one call takes. */
export const CHUNK = 25;

export const nothingCollected = (list: Pick<Collected, 'rows' | 'listVersion'>): Collected => ({
  ...list,
  desktops: [],
  tags: {},
  catalogue: [],
  installations: {},
  cursor: FIRST,
});

/** The same WorkSpaces, to be looked at again. */
export const again = (collected: Collected): Collected => ({
  ...collected,
  installations: {},
  cursor: { phase: 'associations', index: 0 },
});

/** Reads on until everything is read, or until then. */
export async function collect(
  from: Collected,
  declaration: FleetDeclaration,
  until: number,
  tools: FleetTools,
): Promise<Collected> {
  let collected = from;
  while (collected.cursor.phase !== 'end' && tools.clock.now() < until) {
    collected = await READERS[collected.cursor.phase](collected, declaration, tools);
  }
  return collected;
}

type Reader = (collected: Collected, declaration: FleetDeclaration, tools: FleetTools) => Promise<Collected>;

const READERS: Readonly<Record<Exclude<Cursor['phase'], 'end'>, Reader>> = {
  async desktops(collected, { targets }, tools) {
    const { cursor } = collected;
    const chunks = chunksOf(idsIn(collected, targets.workspaceIds));
    const ids = chunks?.[cursor.index];
    const filter = ids ? { workspaceIds: ids } : { directoryId: targets.directoryId };
    const page = await ask(tools, 'DescribeWorkspaces', () => tools.workspaces.findDesktops(filter, cursor.token));
    const desktops = [...collected.desktops, ...page.items];
    return { ...collected, desktops, cursor: following(cursor, page, chunks?.length ?? 1, 'tags') };
  },

  async tags(collected, _declaration, tools) {
    const { cursor } = collected;
    const page = await ask(tools, 'GetResources', () => tools.tagIndex.findWorkspaces(cursor.token));
    const found = Object.fromEntries(page.items.map(({ workspaceId, tags }) => [workspaceId, tags]));
    return { ...collected, tags: { ...collected.tags, ...found }, cursor: following(cursor, page, 1, 'catalogue') };
  },

  async catalogue(collected, { applicationIds }, tools) {
    const catalogue =
      applicationIds.length === 0
        ? []
        : await ask(tools, 'DescribeApplications', () => tools.workspaces.findApplicationsById(applicationIds));
    return { ...collected, catalogue, cursor: { phase: 'associations', index: 0 } };
  },

  async associations(collected, { applicationIds, absentApplicationIds }, tools) {
    const { cursor } = collected;
    const ids = [...applicationIds, ...absentApplicationIds];
    const id = ids[cursor.index] ?? '';
    const page = await ask(tools, 'DescribeApplicationAssociations', () =>
      tools.workspaces.findInstallations(id, cursor.token),
    );
    const found = Object.fromEntries(page.items.map(({ workspaceId, ...association }) => [workspaceId, association]));
    const installations = { ...collected.installations, [id]: { ...collected.installations[id], ...found } };
    return { ...collected, installations, cursor: following(cursor, page, ids.length, 'end') };
  },
};

function following({ phase, index }: Cursor, { next }: Page<unknown>, count: number, then: Cursor['phase']): Cursor {
  if (next !== undefined) return { phase, index, token: next };
  return index + 1 < count ? { phase, index: index + 1 } : { phase: then, index: 0 };
}

/** The ids that are all that is wanted; undefined if the WorkSpaces have to be found. */
function idsIn({ rows }: Collected, workspaceIds: readonly string[] | undefined): readonly string[] | undefined {
  if (workspaceIds) return workspaceIds;
  const ids = rows?.flatMap((row) => ('workspaceId' in row ? row.workspaceId : []));
  return ids && ids.length === rows?.length ? ids : undefined;
}

export const chunksOf = <T>(list: readonly T[] | undefined): readonly (readonly T[])[] | undefined =>
  list &&
  Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, index) => list.slice(index * CHUNK, (index + 1) * CHUNK));

/** Milliseconds between the calls of a survey: it leaves most of the service's rate to children and to others. */
const PAUSE = 800;

/** Makes a call of a survey: with patience of its own, since a survey takes longer than one call may be tried. */
export async function ask<T>(tools: FleetTools, operation: string, call: () => Promise<T>): Promise<T> {
  await tools.clock.sleep(PAUSE);
  const result: Result<T> = await read({ ...tools, until: tools.clock.now() + PATIENCE }, operation, call);
  if (result.ok) return result.value;
  // The state machine tries the survey again, which goes on where it was.
  const { fault } = result;
  throw Object.assign(new Error(`${operation} was refused with ${fault.exception}: ${fault.message}`), {
    name: 'SurveyRefused',
  });
}
