import { MINUTE } from '../service/time';

/** How long one desktop is expected to take as long as nothing was measured. */
export const USUAL = 40 * MINUTE;

export interface ForecastInput {
  /** The desktops that are left, wave by wave, in the order in which they are tried. */
  readonly waves: readonly (readonly string[])[];
  readonly maxConcurrency: number;
  /** How long one desktop takes. */
  readonly took: number;
  /** How long after a wave the next one begins. */
  readonly bake: number;
  readonly now: number;
  /** Until when something starts in the window that is open; the past if none is. */
  readonly cutoff: number;
  /** From the opening of a window to its cutoff. */
  readonly openSpan: number;
  readonly nextOpening: (after: number) => number | undefined;
}

/** When what is left can be expected to be done, if nothing fails and users leave in time. */
export interface Forecast {
  /** By the id of the WorkSpace: when its outage begins. */
  readonly begins: ReadonlyMap<string, number>;
  /** When the last one is done. Undefined if nothing is left, or if the window does not open again. */
  readonly end?: number;
  /** In how many windows. */
  readonly windows: number;
}

/** Pure: counts full batches of `maxConcurrency`, one after the other, in the windows that there are. */
export function forecast(input: ForecastInput): Forecast {
  const { waves, maxConcurrency, took, bake, openSpan, nextOpening } = input;
  const begins = new Map<string, number>();
  let [at, cutoff, windows] = [input.now, input.cutoff, 0];
  let used = Number.NEGATIVE_INFINITY;
  for (const [index, wave] of waves.entries()) {
    for (let first = 0; first < wave.length; first += maxConcurrency) {
      if (at >= cutoff) {
        const opening = nextOpening(at);
        if (opening === undefined) return { begins, windows };
        [at, cutoff] = [opening, opening + openSpan];
      }
      if (cutoff > used) [used, windows] = [cutoff, windows + 1];
      for (const workspaceId of wave.slice(first, first + maxConcurrency)) begins.set(workspaceId, at);
      at += took;
    }
    const isLast = waves.slice(index + 1).every(({ length }) => length === 0);
    if (wave.length > 0 && !isLast) at += bake;
  }
  return { begins, windows, ...(begins.size > 0 && { end: at }) };
}
