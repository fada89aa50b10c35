import { type Association, type Observation, timeOf } from '../service/association';
import type { Goal } from '../stack/goals';
import { formatSecond } from '../stack/identity';
import { isLeftAlone } from './decide';
import { isPending } from './states';
import { sinceWords } from './words';

/** How far a goal has come, by what was seen of its WorkSpace. */
export class Progress {
  constructor(
    private readonly goal: Goal,
    private readonly seen: Observation,
  ) {}

  /** Every application that the goal is about, for the log. */
  describe() {
    return this.own().map((application) => {
      const association = this.seen.get(application);
      const since = association && timeOf(association, 'latest');
      return {
        application,
        state: association?.state ?? 'ABSENT',
        since: since === undefined ? undefined : formatSecond(since),
      };
    });
  }

  hasRemovalUnderWay(): boolean {
    return this.removals(false).length > 0;
  }

  /** What the goal wants gone, and is not the resource's to remove; undefined for none. */
  leftAlone(): readonly string[] | undefined {
    const ids = this.removals(true);
    return ids.length > 0 ? ids : undefined;
  }

  /** Installs that are registered and not deployed. */
  pendingInstalls(): readonly string[] {
    return this.goal.installs
      .map(({ applicationId }) => applicationId)
      .filter((id) => isPending(this.seen.get(id)?.state ?? ''));
  }

  /** Whether somebody else has registered something since then; what has no time is taken to be of `otherwise`. */
  hasOthersPending(since: number, otherwise: number): boolean {
    const own = this.own();
    return [...this.seen.values()].some(
      (association) =>
        isPending(association.state) &&
        !own.includes(association.applicationId) &&
        (timeOf(association, 'latest') ?? otherwise) >= since,
    );
  }

  /** In words, what is in ERROR on the WorkSpace. */
  errors(): string {
    return [...this.seen.values()]
      .filter(({ state }) => state === 'ERROR')
      .map((association) => `${association.applicationId} is in ERROR${sinceWords(timeOf(association, 'latest'))}`)
      .join(', ');
  }

  private own(): readonly string[] {
    return [...this.goal.removals, ...this.goal.installs].map(({ applicationId }) => applicationId);
  }

  /** The removals that are not done, and are left alone or not. */
  private removals(leftAlone: boolean): readonly string[] {
    const isThere = (association: Association | undefined): association is Association =>
      association !== undefined && association.state !== 'REMOVED';
    return this.goal.removals
      .filter((removal) => {
        const association = this.seen.get(removal.applicationId);
        return isThere(association) && isLeftAlone(removal, association) === leftAlone;
      })
      .map(({ applicationId }) => applicationId);
  }
}
