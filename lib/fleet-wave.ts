import type { Wave } from '../lambda/contract/fleet';

/**
 * A part of a fleet. The next wave begins when each desktop of this one that can be tried has been tried, and no more
 * have failed than the fleet tolerates.
 *
 * A desktop belongs to the first wave that takes it, until the applications, the `revision` or the waves of the fleet change,
 * or the source of its targets. Desktops that are found later belong to the last wave.
 */
export class FleetWave {
  /**
   * A wave of this many desktops. Those with something to do are taken first.
   *
   * Throws an error if the number is not a whole number of at least 1.
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
   * A wave of this percentage of the fleet, rounded up to whole desktops.
   *
   * Throws an error if the number is not from 1 to 100.
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
   * A wave of the desktops that have all of these tags.
   *
   * Throws an error if there is no tag.
   *
   * @param tags values by key
   */
  public static tagged(tags: { [key: string]: string }): FleetWave {
    if (Object.keys(tags).length === 0) {
      throw new Error('FleetWave.tagged must name at least one tag: for all that are left use FleetWave.rest()');
    }
    return new FleetWave({ kind: 'tagged', tags });
  }

  /** A wave of all desktops that no earlier wave has taken. It must be the last wave of every fleet. */
  public static rest(): FleetWave {
    return new FleetWave({ kind: 'rest' });
  }

  private constructor(private readonly wave: Wave) {}

  /** @internal */
  public _declaration(): Wave {
    return this.wave;
  }
}
