import { parseIdentity } from '../../../lambda/stack/identity';
import type { Pending, Resource, Script, Stack, State } from './state';

const APART = 3000;

/** CloudFormation, as far as the protocol depends on it: what it asks for, in which order, and what it makes of the answers. */
export function begin(state: State, index: number, script: Script): void {
  const stack = stackOf(state, index);
  const template = script.operations[stack.next];
  stack.next++;
  if (template === undefined) throw new Error('nothing is left to do');
  if (template === null) {
    beginDelete(state, index, stack, script);
    return;
  }
  // What was rolled back from its create can only be deleted.
  if (stack.status === 'ROLLBACK_COMPLETE') return;
  // Operations of one stack are further apart than the times are precise.
  state.now += APART;
  stack.startedAt = state.now;
  stack.status = stack.status === 'NONE' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
  Object.assign(stack, { found: [...stack.resources], created: [], updated: [], obsolete: [] });
  for (const [logicalId, wish] of Object.entries(template)) apply(state, index, stack, logicalId, wish);
  proceed(state, index, script);
}

function apply(state: State, index: number, stack: Stack, logicalId: string, wish: Resource['wish']): void {
  const existing = stack.resources.find((resource) => resource.logicalId === logicalId);
  if (!existing) {
    stack.created.push(logicalId);
    send(state, index, { type: 'Create', logicalId, wish });
  } else if (existing.wish !== wish) {
    stack.updated.push(logicalId);
    send(state, index, { type: 'Update', logicalId, physicalId: existing.physicalId, wish, before: existing.wish });
  }
}

function beginDelete(state: State, index: number, stack: Stack, script: Script): void {
  if (stack.status === 'NONE') return;
  stack.status = 'DELETE_IN_PROGRESS';
  stack.resources = retain(state, stack.resources, script);
  for (const resource of stack.resources) send(state, index, { type: 'Delete', ...resource });
  if (stack.resources.length === 0) stack.status = 'NONE';
}

/** Forgets what is retained. Returns what is left to delete. */
function retain(state: State, resources: readonly Resource[], { retains = [] }: Script): Resource[] {
  const retained = resources.filter(({ logicalId }) => retains.includes(logicalId));
  state.ghosts = [...state.ghosts, ...retained.map(({ physicalId }) => parseIdentity(physicalId)?.token ?? '')];
  return resources.filter((resource) => !retained.includes(resource));
}

/** Goes on once nothing is waited for. */
function proceed(state: State, index: number, script?: Script): void {
  const stack = stackOf(state, index);
  if (stack.pending.length > 0) return;
  switch (stack.status) {
    case 'CREATE_IN_PROGRESS':
    case 'UPDATE_IN_PROGRESS':
      cleanUp(state, index, stack, script);
      return;
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
      stack.status = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
      for (const resource of stack.obsolete) send(state, index, { type: 'Delete', ...resource });
      stack.obsolete = [];
      proceed(state, index);
      return;
    default:
      stack.status = ENDS[stack.status] ?? stack.status;
      if (stack.status === 'NONE' || stack.status === 'ROLLBACK_COMPLETE') stack.resources = [];
  }
}

const ENDS: Readonly<Record<string, string>> = {
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  DELETE_IN_PROGRESS: 'NONE',
};

function cleanUp(state: State, index: number, stack: Stack, script?: Script): void {
  const template = script?.operations[stack.next - 1] ?? {};
  const obsolete = stack.resources.filter(({ logicalId }) => !Object.hasOwn(template, logicalId));
  stack.resources = stack.resources.filter((resource) => !obsolete.includes(resource));
  const dropped = script ? retain(state, obsolete, script) : obsolete;
  stack.status = stack.status === 'CREATE_IN_PROGRESS' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
  if (dropped.length > 0) stack.status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  for (const resource of dropped) send(state, index, { type: 'Delete', ...resource });
}

/** The operation has failed: what it has done is taken back. What has not been answered yet has an invented id. */
export function fail(state: State, index: number, failed?: Pending, physicalId?: string): void {
  const stack = stackOf(state, index);
  const { pending } = stack;
  stack.pending = [];
  const invented = (one: Pending) =>
    (one.id === failed?.id && physicalId) || `Stack-${one.logicalId}-${++state.requests}`;
  const unanswered = pending
    .filter(({ type }) => type === 'Create')
    .map((one) => ({ logicalId: one.logicalId, wish: one.wish, physicalId: invented(one) }));
  const made = [...stack.resources.filter(({ logicalId }) => stack.created.includes(logicalId)), ...unanswered];
  if (stack.status === 'CREATE_IN_PROGRESS') {
    stack.status = 'ROLLBACK_IN_PROGRESS';
    stack.resources = [];
    for (const resource of made) send(state, index, { type: 'Delete', ...resource });
    proceed(state, index);
    return;
  }
  stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
  stack.obsolete = made;
  for (const logicalId of stack.updated) revert(state, index, stack, pending, logicalId);
  stack.resources = stack.found;
  proceed(state, index);
}

function revert(state: State, index: number, stack: Stack, pending: readonly Pending[], logicalId: string): void {
  const before = stack.found.find((resource) => resource.logicalId === logicalId);
  const changed =
    pending.find((one) => one.logicalId === logicalId) ??
    stack.resources.find((resource) => resource.logicalId === logicalId);
  if (before && changed)
    send(state, index, {
      type: 'Update',
      logicalId,
      physicalId: before.physicalId,
      wish: before.wish,
      before: changed.wish,
    });
}

/** A resource's answer. What is not pending is no longer awaited. */
export function answer(
  state: State,
  index: number,
  id: number,
  isSuccess: boolean,
  physicalId: string,
  script: Script,
): void {
  const stack = stackOf(state, index);
  const request = pendingOf(stack, id);
  if (!request) return;
  const isForward = /^(CREATE|UPDATE)_IN_PROGRESS$/.test(stack.status);
  if (!isSuccess && isForward) {
    fail(state, index, request, physicalId);
    return;
  }
  if (!isSuccess) throw new Stuck(`${request.type} of ${request.logicalId} fails in ${stack.status}`);
  stack.pending = stack.pending.filter((pending) => pending !== request);
  const { type, logicalId, wish } = request;
  if (type !== 'Delete')
    stack.resources = [
      ...stack.resources.filter((resource) => resource.logicalId !== logicalId),
      { logicalId, physicalId, wish },
    ];
  proceed(state, index, script);
}

/** What goes back fails, which no trouble here allows for. */
export class Stuck extends Error {}

function send(state: State, index: number, request: Omit<Pending, 'id'>): void {
  const sent = { ...request, id: ++state.requests };
  stackOf(state, index).pending.push(sent);
  state.events.push({ stack: index, id: sent.id, deliveries: 0 });
}

/** The request, as long as it is waited for. */
export const pendingOf = ({ pending }: Stack, id: number): Pending | undefined =>
  pending.find((request) => request.id === id);

export function stackOf(state: State, index: number): Stack {
  const stack = state.stacks[index];
  if (!stack) throw new Error(`no stack ${index}`);
  return stack;
}
