import type { Wave } from '../lambda/contract/fleet';

/**
 * A part of a fleet that is tried together. The next wave begins when every desktop of this one that could be tried was, and
 * no more have failed than the fleet tolerates.
 *
 * A desktop belongs to the first wave that takes it. It stays there until the applications of the fleet, or its `revision`,
 * change; desktops that come later belong to the rest.
 */
export class FleetWave {
  /**
   * So many desktops, those with something to do first.
   *
   * Throws if the number is not a whole number of at least 1.
   *
   * @param count how many desktops
   */
  public static count(count: number): FleetWave {
    if (!Number.isInteger(count) || count < 1) {
      throw new Error(
        `FleetWave.count must be a whole number of at least 1, got ${count}: leave the wave out if it has no desktop`,
      );
    }
    return new FleetWave({ kind: 'count', count });
  }

  /**
   * So many percent of the fleet, rounded up.
   *
   * Throws if the number is not from 1 to 100.
   *
   * @param percentage from 1 to 100
   */
  public static percentage(percentage: number): FleetWave {
    if (!(percentage >= 1 && percentage <= 100)) {
      throw new Error(
        `FleetWave.percentage must be from 1 to 100, got ${percentage}: for all that are left use FleetWave.rest()`,
      );
    }
    return new FleetWave({ kind: 'percentage', percentage });
  }

  /**
   * The desktops that have all of these tags.
   *
   * Throws if there is no tag.
   *
   * @param tags values by key
   */
  public static tagged(tags: { [key: string]: string }): FleetWave {
    if (Object.keys(tags).length === 0) {
      throw new Error('FleetWave.tagged must name at least one tag: for all that are left use FleetWave.rest()');
    }
    return new FleetWave({ kind: 'tagged', tags });
  }

  /** All desktops that no wave before has taken. The last wave of every fleet. */
  public static rest(): FleetWave {
    return new FleetWave({ kind: 'rest' });
  }

  private constructor(private readonly wave: Wave) {}

  /** @internal */
  public _declaration(): Wave {
    return this.wave;
  }
}
