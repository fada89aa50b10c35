import { EXIT, Failure } from '../exit';
import { toJson } from '../terminal/print';

/** What a result file is, so that another JSON file is not taken for one. */
const KIND = 'cdk-workspaces-applications probe';
/** Rises with each change of the format that an older reader would misread. */
const VERSION = 1;

export type Position = string | number | boolean;

/** What an experiment found out about one question. */
export interface Finding {
  /** One of the positions of the switch, or a number of seconds. Absent if it could not be settled. */
  readonly position?: Position;
  /** Why it could not be settled, and what would settle it. Present exactly if there is no position. */
  readonly reason?: string;
  /** What was called and seen, in order, a line each. Ids, names and accounts are placeholders. */
  readonly evidence: readonly string[];
}

/** How long something took. The true duration lies between the two bounds: polls see it only so precisely. */
export interface Duration {
  readonly leastSeconds: number;
  readonly mostSeconds: number;
}

/** What was found out about one service. */
export interface Section {
  /** The experiments that were run to their end, by name. */
  readonly experiments: readonly string[];
  /** By the name of a switch of the simulator: what `--readings` takes. Every switch has an entry. */
  readonly readings: Readonly<Record<string, Finding>>;
  /** By a short question: what has no switch. */
  readonly answers: Readonly<Record<string, Finding>>;
  /** By what took so long, such as `install of the application`. */
  readonly durations: Readonly<Record<string, Duration>>;
  /** What the command could not undo, and how to undo it. Empty if all is as it was found. */
  readonly left: readonly string[];
}

export const SECTIONS = ['workspaces', 'stack'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** One file: what one account showed. */
export interface Result extends Readonly<Partial<Record<SectionName, Section>>> {
  readonly kind: typeof KIND;
  readonly version: typeof VERSION;
  /** The version of this library that asked. */
  readonly library: string;
  /** The day on which it asked, in UTC, such as `2026-03-01`. */
  readonly day: string;
  readonly region: string;
}

export interface Origin {
  readonly library: string;
  readonly now: number;
  readonly region: string;
}

/** A result with this section. The other section of a former result is kept. */
export const withSection = (
  { library, now, region }: Origin,
  name: SectionName,
  section: Section,
  former?: Result,
): Result => ({
  ...former,
  kind: KIND,
  version: VERSION,
  library,
  day: new Date(now).toISOString().slice(0, 10),
  region,
  [name]: section,
});

/** What must not be in a file that is meant for others. */
const SECRETS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['the id of a WorkSpace', /\bws-[0-9a-z]{8,}/],
  ['the id of an application', /\bwsa-[0-9a-z]{8,}/],
  ['the id of a directory or bundle', /\b(d|wsd|wsb)-[0-9a-z]{8,}/],
  ['the number of an account', /(?<![\d.])\d{12}(?!\d)/],
  ['an ARN', /\barn:aws/],
  ['an access key', /\b(AKIA|ASIA)[A-Z0-9]{12,}/],
  ['a URL', /https?:\/\//],
];

/** The text of the file. @throws Error if something in it must not be shown to others: a defect of this command */
export function toText(result: Result): string {
  const text = toJson(result);
  const found = SECRETS.find(([, pattern]) => pattern.test(text));
  if (found) throw new Error(`the result holds ${found[0]}, and is not written. What next: report this as a defect`);
  return text;
}

/** Reads a result file. @throws Failure if it is none, or of a later version */
export function fromText(text: string, file: string): Result {
  const value = parsed(text);
  const { kind, version } = Object(value) as { readonly kind?: unknown; readonly version?: unknown };
  if (kind !== KIND) {
    throw new Failure(`${file} is not a result of probe. What next: name another file with --output`, EXIT.usage);
  }
  if (version !== VERSION) {
    throw new Failure(
      `${file} has version ${String(version)} of the format, and this command knows ${VERSION}. What next: take the same version of this library, or another file`,
      EXIT.usage,
    );
  }
  return value as Result;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A summary for an issue. */
export function toMarkdown(result: Result): string {
  const { library, day, region } = result;
  const head = [`# What the service did`, '', `Version ${library}, ${day}, ${region}.`, ''];
  const parts = SECTIONS.flatMap((name) => {
    const section = result[name];
    return section ? [`## ${TITLES[name]}`, '', ...sectionLines(section)] : [];
  });
  return [...head, ...parts].join('\n');
}

const TITLES: Record<SectionName, string> = {
  workspaces: 'Amazon WorkSpaces',
  stack: 'CloudFormation and the Provider framework',
};

function sectionLines({ experiments, readings, answers, durations, left }: Section): string[] {
  const all = [...Object.entries(readings), ...Object.entries(answers)];
  const settled = all.filter(([, { position }]) => position !== undefined);
  const open = all.filter(([, { position }]) => position === undefined);
  return [
    `Experiments: ${experiments.join(', ') || 'none'}.`,
    '',
    ...table(
      ['Question', 'Answer', 'Evidence'],
      settled.map(([name, { position, evidence }]) => [name, String(position), evidence.join('<br>')]),
    ),
    ...table(
      ['Took', 'Seconds'],
      Object.entries(durations).map(([name, { leastSeconds, mostSeconds }]) => [
        name,
        `${leastSeconds} to ${mostSeconds}`,
      ]),
    ),
    ...table(
      ['Not settled', 'Why'],
      open.map(([name, { reason = '' }]) => [name, reason]),
    ),
    ...(left.length > 0 ? ['**Left behind:**', '', ...left.map((line) => `- ${line}`), ''] : []),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
