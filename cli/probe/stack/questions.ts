import type { Finding } from '../result';
import { all, first, from, newestEvent, open, type Question, ROLLING_BACK, settled, stackEvent } from './find';
import type { Recorded } from './records';

const life = (name: string, asks: string, decide: Question['decide']): Question => ({
  name,
  experiment: 'life',
  asks,
  decide,
});

/** The Update that the failing update sends to a resource which is not the one that fails. */
const forward = (seen: readonly Recorded[]) =>
  first(seen, { type: 'Update', logicalId: 'A', step: 'fails', during: 'UPDATE_IN_PROGRESS' });
/** The Update that takes it back. */
const backward = (seen: readonly Recorded[]) => first(seen, { type: 'Update', logicalId: 'A', during: ROLLING_BACK });
/** The Delete of what an update has replaced. */
const replaced = (seen: readonly Recorded[]) => first(seen, { type: 'Delete', logicalId: 'A', id: '/1' });
/** The Deletes of what an update does not declare any more, which fail on purpose. */
const dropped = (seen: readonly Recorded[]) => all(seen, { type: 'Delete', logicalId: 'B', during: 'UPDATE_' });

const LIFE: readonly Question[] = [
  life(
    'lastUpdatedTimeAhead',
    'how many milliseconds is LastUpdatedTime before the event that begins the update?',
    (seen) =>
      from(first(seen, { type: 'Update', logicalId: 'A', step: 'update' }), 'the Update of A', (record) => {
        const begun = stackEvent(record, 'UPDATE_IN_PROGRESS');
        const { updatedAt } = record.stack;
        return begun && updatedAt !== undefined ? begun.at - updatedAt : undefined;
      }),
  ),
  life('lastUpdatedTimeMovesAtRollback', 'does LastUpdatedTime move when a rollback begins?', (seen) => {
    const [before, after] = [forward(seen), backward(seen)];
    if (!before || !after) return open('a request before the rollback and one in it were not both recorded');
    if (before.stack.updatedAt === undefined) return open('the stack had no LastUpdatedTime', before);
    return settled(before.stack.updatedAt !== after.stack.updatedAt, before, after);
  }),
  life('physicalIdAnswers', 'what does DescribeStackResources return for a physical id?', (seen) =>
    from(first(seen, { type: 'Update', logicalId: 'A', step: 'update' }), 'the Update of A', ({ samePhysicalId }) => {
      if (samePhysicalId.length === 0) return undefined;
      return samePhysicalId.length > 1 ? 'the stack' : 'the resource';
    }),
  ),
  life('cleanup', 'is a resource listed while the cleanup of an update deletes it?', (seen) =>
    from(dropped(seen)[0], 'the cleanup of B', ({ isListed }) => (isListed ? 'is listed' : 'is not listed')),
  ),
  life('cleanupStatus', 'in which status is the stack when what an update has replaced is deleted?', (seen) =>
    from(replaced(seen), 'the Delete of the replaced A', ({ stack }) => stack.status),
  ),
  life('cleanupEvent', 'is the event DELETE_IN_PROGRESS of the resource there when its Delete comes?', (seen) =>
    from(replaced(seen), 'the Delete of the replaced A', (record) =>
      newestEvent(record)?.status === 'DELETE_IN_PROGRESS' ? 'is there' : 'is not there',
    ),
  ),
  life('cleanupAttempts', 'how often is a cleanup tried that fails?', (seen) => {
    const deletes = dropped(seen);
    if (deletes.length === 0) return open('the cleanup of B was not recorded');
    return settled(new Set(deletes.map(({ at }) => at)).size, ...deletes);
  }),
  life('cleanupRequestIds', 'do the attempts at a cleanup have the same RequestId?', (seen) => {
    const deletes = dropped(seen);
    if (deletes.length < 2) return open('there was no second attempt at the cleanup of B', ...deletes);
    const ids = new Set(deletes.map(({ requestId }) => requestId));
    return settled(ids.size === 1 ? 'the same' : 'a new one each', ...deletes);
  }),
  life('rollbackUpdate', 'what does the Update carry that a rollback sends?', (seen) => {
    const back = backward(seen);
    if (!back) return withoutRollback(seen, 'no Update is sent');
    if (back.step === 'update' && back.oldStep === 'fails')
      return settled('the properties before, and as old ones those of the update', back);
    return settled(`properties '${back.step}', old '${back.oldStep}'`, back);
  }),
  life('rollbackRequestId', 'does the Update of a rollback have a RequestId of its own?', (seen) => {
    const [before, after] = [forward(seen), backward(seen)];
    if (!before || !after) return open('a request before the rollback and one in it were not both recorded');
    return settled(before.requestId === after.requestId ? 'the one of the update' : 'a new one', before, after);
  }),
  life('rollbackOfFailed', 'does a rollback send an Update to the resource whose update failed?', (seen) => {
    const back = first(seen, { type: 'Update', logicalId: 'B', during: ROLLING_BACK });
    return back ? settled('is sent', back) : withoutRollback(seen, 'is not sent');
  }),
  life('rollbackStatus', 'in which status is the stack when a rollback deletes what the update had created?', (seen) =>
    from(first(seen, { type: 'Delete', logicalId: 'C' }), 'the Delete of C', ({ stack }) => stack.status),
  ),
];

/** That nothing came says something only if the update had begun. */
function withoutRollback(seen: readonly Recorded[], position: string): Finding {
  const failed = first(seen, { type: 'Update', logicalId: 'B', step: 'fails' });
  return failed ? settled(position, failed) : open('the update that fails was not recorded');
}

const CANCELLED: readonly Question[] = [
  {
    name: 'cancelledCreate',
    experiment: 'cancelled',
    asks: 'under which physical id is a create deleted that was cancelled before it was answered?',
    decide(seen) {
      const [created] = all(seen, { type: 'Create', logicalId: 'X' });
      if (!created) return open('the Create of X was not recorded');
      const deleted = first(seen, { type: 'Delete', logicalId: 'X' });
      if (!deleted) return settled('it is not deleted', created);
      const isInvented = (deleted.physicalId ?? '').startsWith(`${deleted.stackName}-X-`);
      return settled(isInvented ? 'an invented one: stack, logical id, suffix' : 'another one', created, deleted);
    },
  },
];

export const QUESTIONS_OF_ONE_OPERATION: readonly Question[] = [...LIFE, ...CANCELLED];
