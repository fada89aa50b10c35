import type { Desktop } from './desktop';

export const minutesOf = (seconds: number): number => Math.floor(seconds / 60);

/** Every application with its state, and how long it has been in it. */
export const applicationWords = (desktop: Desktop): string =>
  desktop.applications
    .map((application) => {
      const seconds = desktop.secondsInState(application);
      const since =
        seconds === undefined || seconds < 60 || !isPassing(application.state) ? '' : ` for ${minutesOf(seconds)} min`;
      return `${application.id} ${application.state}${since}`;
    })
    .join(', ');

/** How long a state has lasted is of interest only if it ends by itself. */
const isPassing = (state: string): boolean => /ING$|DEPLOYMENT$|^PENDING/.test(state);
