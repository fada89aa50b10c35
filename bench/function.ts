import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import type { Operation } from '../lambda/stack/operation';
import { runScript } from './child';
import { APPLICATION, serve, WORKSPACE } from './endpoints';
import { round } from './measure';

const ROOT = join(__dirname, '..');
const RUNS = 9;

/** One way to make the asset. */
interface Variant {
  readonly name: string;
  readonly options: BuildOptions;
}

const CREDENTIALS = { '@aws-sdk/credential-provider-node': './lambda/shims/credentials.ts' };
const STREAMS = { '@smithy/core/event-streams': './lambda/shims/no-event-streams.ts' };
const MODULES = { mainFields: ['module', 'main'] };

/** Each with one saving more than the one before it; what is shipped comes from assets. */
const VARIANTS: readonly Variant[] = [
  { name: 'bundled and minified', options: {} },
  { name: 'the SDK as ES modules, so that esbuild leaves out what is not imported', options: MODULES },
  { name: 'credentials from the environment only', options: { ...MODULES, alias: CREDENTIALS } },
  { name: 'shipped: and no event streams', options: {} },
  {
    name: 'without the CloudFormation client (does not work: the most that hand-made calls could save)',
    options: {
      ...MODULES,
      alias: { ...CREDENTIALS, ...STREAMS, '@aws-sdk/client-cloudformation': './bench/no-cloudformation.ts' },
    },
  },
  {
    name: 'the SDK left out of the bundle',
    options: { ...MODULES, external: ['@aws-sdk/*'] },
  },
];

export interface FunctionResult {
  readonly variant: string;
  readonly kilobytes: number;
  readonly gzipKilobytes: number;
  /** Medians of nine fresh processes, in milliseconds; first calls go over plain HTTP to the same machine. */
  readonly load: number;
  readonly isComplete?: ColdStart;
  readonly onEvent?: ColdStart;
}

interface ColdStart {
  readonly load: number;
  readonly firstCall: number;
  readonly peakMb: number;
}

/** Measures the asset and the other ways to make it. */
export async function measureFunction(): Promise<readonly FunctionResult[]> {
  // Beside node_modules, where the variant without the SDK finds it.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.bench-'));
  const endpoints = await serve();
  try {
    const bundles = await Promise.all(
      VARIANTS.map(async ({ name, options }, index) => {
        const file = join(folder, `${index}.cjs`);
        if (name.startsWith('shipped')) writeFileSync(file, readFileSync(join(ROOT, 'assets', 'handler', 'index.js')));
        else await build({ ...COMMON, ...options, outfile: file });
        return { name, file, works: !name.includes('does not work') };
      }),
    );
    const starts = new Map(
      bundles.map(({ name }) => [name, { isComplete: [] as ColdStart[], onEvent: [] as ColdStart[] }]),
    );
    // In turns, so that other work of the machine slows all of them down alike.
    for (let round = 0; round < RUNS; round++) {
      for (const { name, file, works } of bundles) {
        const mine = starts.get(name);
        if (!mine) continue;
        for (const handler of ['isComplete', 'onEvent'] as const) {
          if (works || handler === 'isComplete') mine[handler].push(await coldStart(file, handler, endpoints));
        }
      }
    }
    return bundles.map(({ name, file, works }) => {
      const bytes = readFileSync(file);
      const { isComplete, onEvent } = starts.get(name) ?? { isComplete: [], onEvent: [] };
      const both = [...isComplete, ...onEvent];
      return {
        variant: name,
        kilobytes: round(bytes.length / 1024, 1),
        gzipKilobytes: round(gzipSync(bytes).length / 1024, 1),
        load: median(both.map(({ load }) => load)),
        isComplete: medians(isComplete),
        ...(works && { onEvent: medians(onEvent) }),
      };
    });
  } finally {
    endpoints.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  entryPoints: ['lambda/index.ts'],
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
};

const coldStart = (
  file: string,
  handler: 'isComplete' | 'onEvent',
  { url, stackId }: { readonly url: string; readonly stackId: string },
): Promise<ColdStart> =>
  runScript([join(__dirname, 'cold-start.mjs'), file, handler], eventFor(stackId), {
    url,
    failed: `the bundle ${file} failed`,
  });

function eventFor(stackId: string): object {
  const began = String(Date.now() - 60_000);
  const operation: Record<keyof Operation, string> = {
    direction: 'forward',
    stackUpdatedAt: began,
    operationStartedAt: began,
    undoneFrom: began,
    requestedAt: began,
    begunAt: began,
    underWay: '0',
    hasSiblings: 'false',
    root: stackId,
    stackName: 'Desk',
    living: '',
    isProven: 'true',
    isRetry: 'false',
  };
  return {
    RequestType: 'Create',
    RequestId: 'bench',
    ResponseURL: 'https://bench.invalid/',
    StackId: stackId,
    LogicalResourceId: 'Desk',
    ResourceType: 'Custom::WorkspaceApplications',
    ResourceProperties: { WorkspaceId: WORKSPACE, ApplicationIds: [APPLICATION], AllowExisting: 'true' },
    Operation: operation,
  };
}

const medians = (starts: readonly ColdStart[]): ColdStart => ({
  load: median(starts.map(({ load }) => load)),
  firstCall: median(starts.map(({ firstCall }) => firstCall)),
  peakMb: median(starts.map(({ peakMb }) => peakMb)),
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, 1);
}
