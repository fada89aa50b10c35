import type { Wave } from '../lambda/contract/fleet';
import { numberProblems } from './private/checks';
import { type Read, tagProblems } from './private/validation';

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
   * The fleet refuses a number that is not a whole number of at least 1.
   *
   * @param count how many desktops
   */
  public static count(count: number): FleetWave {
    return new FleetWave({ kind: 'count', count });
  }

  /**
   * A wave of this percentage of the fleet, rounded up to whole desktops.
   *
   * The fleet refuses a number that is not from 1 to 100.
   *
   * @param percentage from 1 to 100
   */
  public static percentage(percentage: number): FleetWave {
    return new FleetWave({ kind: 'percentage', percentage });
  }

  /**
   * A wave of the desktops that have all of these tags.
   *
   * The fleet refuses a wave without a tag.
   *
   * @param tags values by key
   */
  public static tagged(tags: { [key: string]: string }): FleetWave {
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

  /**
   * What the fleet refuses.
   *
   * @internal
   */
  public *_problems(read: Read): Generator<string> {
    const { wave } = this;
    if (wave.kind === 'count') {
      yield* numberProblems('FleetWave.count', read(wave.count), {
        range: 'a whole number of at least 1',
        fits: (count) => Number.isInteger(count) && count >= 1,
        remedy: 'leave the wave out if it has no desktop',
      });
    }
    if (wave.kind === 'percentage') {
      yield* numberProblems('FleetWave.percentage', read(wave.percentage), {
        range: 'from 1 to 100',
        fits: (percentage) => percentage >= 1 && percentage <= 100,
        remedy: 'for all that are left use FleetWave.rest()',
      });
    }
    if (wave.kind !== 'tagged') return;
    if (Object.keys(wave.tags).length === 0) {
      yield 'FleetWave.tagged is empty, got {}: name at least one tag; for all that are left use FleetWave.rest()';
    }
    yield* tagProblems('FleetWave.tagged', wave.tags, read);
  }
}
