import type { EmbeddedAws } from '..';
import { isList, isObject, type JsonObject, parseJson, textAt } from '../transport/json';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../workspaces';
import { columns } from './table';

/** A report as it is in the bucket: docs/fleet-report.schema.json describes it. */
export interface NightReport {
  readonly text: string;
  readonly report: JsonObject;
}

/** The report at a key of the bucket; undefined if there is none yet. */
export function reportAt({ services }: EmbeddedAws, bucket: string, key: string): NightReport | undefined {
  const text = services.buckets.find(bucket)?.find(`${key}.json`)?.content.toString();
  const report = text === undefined ? undefined : parseJson(text);
  return text !== undefined && isObject(report) ? { text, report } : undefined;
}

const HEAD = ['wave', 'of', 'in flight', 'done', 'failed', 'left', 'in use'];

/** The waves of a report as they are at this moment: which desktops each has, the report says, and how those are, the simulator. */
export function wavesAt(aws: EmbeddedAws, report: JsonObject): readonly string[] {
  const waves = isList(report.waves) ? report.waves.filter(isObject) : [];
  const desktops = isList(report.desktops) ? report.desktops.filter(isObject) : [];
  const rows = waves.map((wave) => {
    const own = desktops.filter((line) => line.wave === wave.wave).map((line) => textAt(line, 'workspaceId') ?? '');
    const counts = { 'in flight': 0, done: 0, failed: 0, left: 0, 'in use': 0 };
    for (const workspaceId of own) counts[placeOf(aws, workspaceId)] += 1;
    return [String(wave.wave), textAt(wave, 'what') ?? '', ...Object.values(counts).map(String)];
  });
  return columns([HEAD, ...rows]);
}

function placeOf({ simulator }: EmbeddedAws, workspaceId: string): 'in flight' | 'done' | 'failed' | 'left' | 'in use' {
  const state = simulator.state(workspaceId, VISIO);
  if (state === 'COMPLETED') return 'done';
  if (state === 'ERROR') return 'failed';
  if (state === 'INSTALLING') return 'in flight';
  return simulator.workspace(workspaceId)?.connection === 'CONNECTED' ? 'in use' : 'left';
}

/** Lines that are drawn again in place on a terminal; elsewhere each time they differ. */
export function drawOn(out: NodeJS.WriteStream): (lines: readonly string[]) => void {
  let before: readonly string[] = [];
  return (lines) => {
    if (lines.join('\n') === before.join('\n')) return;
    const back = out.isTTY && before.length > 0 ? `\x1b[${before.length}A\x1b[J` : '';
    before = lines;
    out.write(`${back}${lines.join('\n')}\n`);
  };
}
