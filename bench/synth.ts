import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { round } from './measure';
import type { Kind, Synthesis } from './synth-one';

export interface SynthResult extends Synthesis {
  readonly kind: Kind;
  readonly count: number;
}

const RUNS = 3;
const KINDS: readonly Kind[] = ['association', 'set', 'AwsCustomResource'];

/** Synthesizes stacks of all kinds and sizes, each in a process of its own; the time is the median of three. */
export function measureSynth(): readonly SynthResult[] {
  return KINDS.flatMap((kind) =>
    [1, 100, 450].map((count) => {
      const runs = Array.from({ length: RUNS }, () => synthesize(kind, count)).sort(
        (a, b) => a.milliseconds - b.milliseconds,
      );
      const [, middle] = runs;
      if (!middle) throw new Error('no run');
      return { kind, count, ...middle, milliseconds: round(middle.milliseconds, 0) };
    }),
  );
}

function synthesize(kind: Kind, count: number): Synthesis {
  const args = ['--import', 'tsx', join(__dirname, 'synth-one.ts'), kind, String(count)];
  const output = execFileSync(process.execPath, args, { cwd: join(__dirname, '..'), encoding: 'utf8' });
  return JSON.parse(output);
}

/** The bytes that each further resource adds to the template. */
export function bytesEach(results: readonly SynthResult[], kind: Kind): number {
  const [few, many] = [1, 450].map((count) => results.find((one) => one.kind === kind && one.count === count));
  return few && many ? round((many.bytes - few.bytes) / (many.count - few.count), 0) : Number.NaN;
}

/** The resources of a stack with one association, without the association: those of the provider. */
export const ownResources = (results: readonly SynthResult[]): number =>
  (results.find(({ kind, count }) => kind === 'association' && count === 1)?.resources ?? Number.NaN) - 1;
