import type { Association, Observation } from '../../../lambda/service/association';
import { isHold, type Mark, marksOf, type Tag } from '../../../lambda/service/marks';
import { type Answer, APPLICATION, type Application, type Call, DESKTOP, START, type State } from './state';

/** An exception of the service. */
class Refusal extends Error {}

const MOVING: ReadonlySet<string> = new Set(['INSTALLING', 'UNINSTALLING']);

/** Who makes a call. */
export interface Caller {
  readonly physicalId: string;
  readonly wantsAbsent: boolean;
}

/** Carries a call out on the desktop. */
export function carryOut(state: State, { name, members }: Call, caller: Caller): Answer {
  try {
    return { value: OPERATIONS[name]?.(state, members, caller) };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message };
    throw error;
  }
}

const OPERATIONS: Readonly<Record<string, (state: State, members: readonly unknown[], caller: Caller) => unknown>> = {
  findAssociations: ({ application }) => (application ? [associationOf(application)] : []),
  findTags: ({ tags }) => Object.entries(tags).map(([key, value]): Tag => ({ key, value })),
  tag(state, [tags]) {
    state.tags = { ...state.tags, ...Object.fromEntries(tagsIn(tags).map(({ key, value }) => [key, value])) };
  },
  untag(state, [keys]) {
    const gone: readonly unknown[] = Array.isArray(keys) ? keys : [];
    state.tags = Object.fromEntries(Object.entries(state.tags).filter(([key]) => !gone.includes(key)));
  },
  associate(state) {
    const { application } = state;
    if (application?.state === 'UNINSTALLING') throw new Refusal('ResourceInUseException');
    if (application && /^(COMPLETED|INSTALLING|PENDING_INSTALL)/.test(application.state))
      throw new Refusal('ResourceAlreadyExistsException');
    const isKept = application?.state.startsWith('PENDING_UNINSTALL') ?? false;
    state.application = {
      state: isKept ? 'COMPLETED' : 'PENDING_INSTALL_DEPLOYMENT',
      isOurs: isKept ? (application?.isOurs ?? false) : true,
      ...KEPT,
    };
    return associationOf(state.application);
  },
  disassociate(state, _members, { physicalId, wantsAbsent }) {
    const { application } = state;
    if (!application) throw new Refusal('ResourceNotFoundException');
    if (MOVING.has(application.state)) throw new Refusal('ResourceInUseException');
    state.application =
      application.state === 'PENDING_INSTALL_DEPLOYMENT'
        ? null
        : {
            ...application,
            state: 'PENDING_UNINSTALL_DEPLOYMENT',
            isRemoval: false,
            removedBy: physicalId,
            isAbsentWanted: wantsAbsent,
          };
    return associationOf(state.application ?? { ...application, state: 'REMOVED' });
  },
  deployApplications(state, [force]) {
    const { application } = state;
    if (application && MOVING.has(application.state)) throw new Refusal('ResourceInUseException');
    if (application?.state === 'PENDING_INSTALL_DEPLOYMENT')
      state.application = { ...application, state: 'INSTALLING' };
    else if (application?.state === 'PENDING_UNINSTALL_DEPLOYMENT')
      state.application = { ...application, state: 'UNINSTALLING', ...KEPT };
    else if (application?.state === 'ERROR' && force === true)
      state.application = { ...application, state: application.isRemoval ? 'UNINSTALLING' : 'INSTALLING', ...KEPT };
    else throw new Refusal('OperationNotSupportedException');
  },
  findState: () => 'AVAILABLE',
};

/** What is under way ends, well or in ERROR. */
export function end(state: State, isError: boolean): undefined {
  const { application } = state;
  if (!application || !MOVING.has(application.state)) return;
  const isRemoval = application.state === 'UNINSTALLING';
  if (isError) state.application = { ...application, state: 'ERROR', isRemoval };
  else state.application = isRemoval ? null : { ...application, state: 'COMPLETED', ...KEPT };
}

export const isMoving = ({ application }: State): boolean => MOVING.has(application?.state ?? '');

/** The marks of the desktop. */
export const marksOn = ({ tags }: State): readonly Mark[] =>
  marksOf(
    Object.entries(tags).map(([key, value]) => ({ key, value })),
    DESKTOP,
  );

/** The holders that they show. */
export const holdersOn = (state: State): readonly string[] =>
  marksOn(state)
    .filter(isHold)
    .map(({ token }) => token);

/** No removal is registered. */
const KEPT = { isRemoval: false, removedBy: null, isAbsentWanted: false } as const;

const associationOf = ({ state }: Pick<Application, 'state'>): Association => ({
  applicationId: APPLICATION,
  state,
  created: START,
  updated: START,
});

/** What a call was answered, as the handler's own types have it. */
export const observationOf = (value: unknown): Observation =>
  new Map(associationsIn(value).map((association) => [association.applicationId, association]));

export const associationsIn = (value: unknown): readonly Association[] => (Array.isArray(value) ? value : []);

export const tagsIn = (value: unknown): readonly Tag[] => (Array.isArray(value) ? value : []);

export { DESKTOP };
