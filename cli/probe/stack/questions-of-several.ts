import { all, first, from, newestEvent, open, type Question, settled } from './find';
import type { Recorded } from './records';

const left = (name: string, asks: string, decide: Question['decide']): Question => ({
  name,
  experiment: 'left',
  asks,
  decide,
});

const created = (seen: readonly Recorded[]) => first(seen, { type: 'Create', logicalId: 'Q', step: 'create' });
/** The request for the resource that failed, after its cause was mended. */
const retried = (seen: readonly Recorded[]) =>
  seen.find(({ type, logicalId, step }) => type !== 'Delete' && logicalId === 'Q' && step === 'retry');
/** The update after the one that failed. */
const again = (seen: readonly Recorded[]) => first(seen, { type: 'Update', logicalId: 'P', step: 'again' });

const LEFT: readonly Question[] = [
  left(
    'failedCreate',
    'when is a create deleted that failed with --no-rollback, if the stack is deployed again?',
    (seen) => {
      const retry = retried(seen);
      if (!retry) return open('the second deployment of Q was not recorded');
      const deleted = first(seen, { type: 'Delete', logicalId: 'Q', during: 'UPDATE_' });
      if (!deleted) return settled('never', retry);
      return settled(deleted.at > retry.at ? 'goes in the cleanup' : 'goes first', retry, deleted);
    },
  ),
  left('retryType', 'which request does a resource get whose create failed with --no-rollback?', (seen) =>
    from(retried(seen), 'the second deployment of Q', ({ type }) => type),
  ),
  left(
    'retryRequestId',
    'does the request after a create that failed with --no-rollback have a RequestId of its own?',
    (seen) => {
      const [before, after] = [created(seen), retried(seen)];
      if (!before || !after) return open('the two deployments of Q were not both recorded');
      return settled(before.requestId === after.requestId ? 'the one of the first' : 'a new one', before, after);
    },
  ),
  left('failedUpdate', 'is an update brought back that failed with --no-rollback?', (seen) => {
    const failed = first(seen, { type: 'Update', logicalId: 'P', step: 'fails' });
    if (!failed) return open('the update of P that fails was not recorded');
    const back = all(seen, { type: 'Update', logicalId: 'P', step: 'create' }).find(({ at }) => at > failed.at);
    return back ? settled('is brought back', failed, back) : settled('is left', failed);
  }),
  left(
    'retryOldProperties',
    'which old properties does the Update carry after one that failed with --no-rollback?',
    (seen) =>
      from(again(seen), 'the last update of P', ({ oldStep }) => {
        if (oldStep === 'create') return 'those before it';
        return oldStep === 'fails' ? 'those of the one that failed' : undefined;
      }),
  ),
];

const nested = (name: string, asks: string, decide: Question['decide']): Question => ({
  name,
  experiment: 'nested',
  asks,
  decide,
});

const inside = (seen: readonly Recorded[]) => first(seen, { type: 'Create', logicalId: 'R' });

const NESTED: readonly Question[] = [
  nested('nestedRoot', 'what is the RootId of a stack inside a stack inside a stack?', (seen) =>
    from(inside(seen), 'the Create in the innermost stack', ({ stack, outer }) => {
      if (stack.rootId === undefined) return 'there is none';
      const place = outer.findIndex(({ id }) => id === stack.rootId);
      if (place < 0) return undefined;
      return place === 1 ? 'the outermost stack' : 'the next outer stack';
    }),
  ),
  nested('nestedParent', 'what is its ParentId?', (seen) =>
    from(inside(seen), 'the Create in the innermost stack', ({ stack, outer }) => {
      if (stack.parentId === undefined) return 'there is none';
      return outer.length === 2 ? 'the next outer stack' : 'the outermost stack';
    }),
  ),
  nested('nestedRollback', 'in which status is a nested stack whose creation an outer one rolls back?', (seen) =>
    from(
      first(seen, { type: 'Delete', logicalId: 'R' }),
      'the Delete in the innermost stack',
      ({ stack }) => stack.status,
    ),
  ),
  nested('nestedRollbackOutside', 'in which status is the outermost stack then?', (seen) =>
    from(
      first(seen, { type: 'Delete', logicalId: 'R' }),
      'the Delete in the innermost stack',
      ({ outer }) => outer.at(-1)?.status,
    ),
  ),
  nested(
    'failedCreateDelete',
    'under which physical id does a rollback delete a create that was answered with FAILED?',
    (seen) => {
      const made = first(seen, { type: 'Create', logicalId: 'Z' });
      if (!made) return open('the Create of Z was not recorded');
      const deleted = first(seen, { type: 'Delete', logicalId: 'Z' });
      if (!deleted) return settled('it is not deleted', made);
      return settled(deleted.physicalId?.endsWith('/Z/1') ? 'the one of the answer' : 'another one', made, deleted);
    },
  ),
  nested('failedCreateStatus', 'in which status is the stack then?', (seen) =>
    from(first(seen, { type: 'Delete', logicalId: 'Z' }), 'the Delete of the failed Z', ({ stack }) => stack.status),
  ),
];

const DELIVERED: readonly Question[] = [
  {
    name: 'redelivery',
    experiment: 'redelivered',
    asks: 'which RequestId does the request have that Lambda delivers again after a failure of the function?',
    decide(seen) {
      const [once, twice] = all(seen, { type: 'Create', logicalId: 'T' });
      if (!once) return open('the Create of T was not recorded');
      if (!twice) return settled('it is not delivered again', once);
      return settled(once.requestId === twice.requestId ? 'the same' : 'a new one', once, twice);
    },
  },
  {
    name: 'throttled',
    experiment: 'throttled',
    asks: 'what becomes of a request whose function is throttled?',
    decide(seen) {
      const came = first(seen, { type: 'Create', logicalId: 'T' });
      if (came) return settled(came.released ? 'it comes once the function may run' : 'it comes nevertheless', came);
      const deleted = first(seen, { type: 'Delete', logicalId: 'T' });
      if (!deleted) return open('neither the Create nor the Delete of T was recorded');
      const begun = deleted.events.find(({ status }) => status === 'CREATE_IN_PROGRESS');
      const failed = deleted.events.find(({ status, isStack }) => !isStack && status === 'CREATE_FAILED');
      const isSoon = begun && failed && failed.at - begun.at < 60_000;
      return settled(isSoon ? 'it fails at once' : 'it is lost', deleted);
    },
  },
];

export const QUESTIONS_OF_SEVERAL: readonly Question[] = [...LEFT, ...NESTED, ...DELIVERED];

/** How long events took, in seconds, by what took so long. */
export const WAITS: readonly {
  readonly name: string;
  readonly experiment: string;
  readonly seconds: (seen: readonly Recorded[]) => number | undefined;
}[] = [
  {
    name: 'from a failure of the function to the next delivery',
    experiment: 'redelivered',
    seconds(seen) {
      const [once, twice] = all(seen, { type: 'Create', logicalId: 'T' });
      return once && twice && (twice.at - once.at) / 1000;
    },
  },
  {
    name: 'from the event of a resource to the request at a throttled function',
    experiment: 'throttled',
    seconds(seen) {
      const came = first(seen, { type: 'Create', logicalId: 'T' });
      const event = came && newestEvent(came);
      return came && event && (came.at - event.at) / 1000;
    },
  },
];
