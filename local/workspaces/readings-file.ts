import { readFileSync } from 'node:fs';
import type { Durations } from './durations';
import { ALL_READINGS, type Readings } from './readings';

/** How an account behaved, as far as its `probe` has settled it. */
export interface FileOfReadings {
  readonly readings: Partial<Readings>;
  /** What took so long there; nothing for what was not measured. */
  readonly durations: Pick<Durations, 'install' | 'uninstall'>;
}

/**
 * Reads a result of the command `probe`.
 * @throws Error if it is none, or if a position is none of its switch: then it is of another version
 */
export function readReadings(file: string): FileOfReadings {
  const { kind, version, workspaces } = membersOf(JSON.parse(readFileSync(file, 'utf8')));
  if (kind !== 'cdk-workspaces-applications probe' || version !== 1) {
    throw new Error(
      `${file} is no result of probe that this version knows. What next: pass the file of probe --output`,
    );
  }
  const { readings, durations } = membersOf(workspaces);
  const found = Object.entries(membersOf(readings)).flatMap(([name, finding]) => {
    const { position } = membersOf(finding);
    return position === undefined ? [] : [[name, checked(file, name, position)] as const];
  });
  return { readings: Object.fromEntries(found), durations: durationsOf(membersOf(durations)) };
}

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? { ...value } : {});

function checked(file: string, name: string, position: unknown): unknown {
  const isSwitch = (text: string): text is keyof Readings => Object.hasOwn(ALL_READINGS, text);
  if (!isSwitch(name)) throw new Error(`${file} has a switch ${name} that there is not. What next: take its version`);
  const positions: readonly unknown[] = ALL_READINGS[name];
  // A lag is measured: any number of seconds is one.
  const isLag = name.endsWith('Seconds') && typeof position === 'number' && position >= 0;
  if (isLag || positions.includes(position)) return position;
  throw new Error(
    `${file} has ${name} in position ${String(position)}, which there is not. What next: take its version`,
  );
}

/** The longest of each kind: what fits that, fits the others. */
function durationsOf(all: Members): FileOfReadings['durations'] {
  const longest = (prefix: string): number => {
    const of = Object.entries(all).filter(([name]) => name.startsWith(prefix));
    return 1000 * Math.max(0, ...of.map(([, duration]) => Number(membersOf(duration).mostSeconds)));
  };
  const [install, uninstall] = [longest('install of '), longest('removal of ')];
  return { ...(install > 0 && { install }), ...(uninstall > 0 && { uninstall }) };
}
