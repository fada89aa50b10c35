import { FLEET_PARAMETER_PREFIX, type FleetDeclaration, parseFleet } from '../contract/fleet';
import type { Listed, Objects, StoredObject } from '../service/objects';
import type { Parameters } from '../service/parameters';
import type { Ending, Failure } from './classify';
import { attemptHash, declarationHash } from './hashes';
import { toPage } from './page/page';
import { type Report, toCsv } from './report';
import { type Item, keysOf, type Noted } from './run';
import type { WaveMemory } from './waves';

/** What the fleet wants at this moment. */
export interface Present {
  readonly declaration: FleetDeclaration;
  readonly declaredAt: number;
  /** Hash of what children stand down for. */
  readonly hash: string;
  readonly attempt: string;
  readonly isPaused: boolean;
}

/** A failure, and the tag of the object that it was read from. */
interface KnownFailure extends Failure {
  readonly workspaceId: string;
  readonly tag: string;
}

type Known = Readonly<Record<string, KnownFailure>>;

/** How many objects are read at the same time. */
const TOGETHER = 25;

/** What is remembered of the windows so far. */
export interface Windows {
  /** When the last window opened in which a run began. */
  readonly openedAt: number;
  /** In how many windows in a row something was TODO, and nothing was done. */
  readonly idle: number;
}

/** The fleet does not exist any more. */
export class FleetGone extends Error {
  override readonly name = 'FleetGone';
}

/** What a fleet keeps: its declaration is a parameter, everything else are objects beside its reports. */
export class Store {
  /** The name of the fleet, which its marks carry. */
  readonly name: string;
  readonly keys: ReturnType<typeof keysOf>;

  constructor(
    private readonly parameters: Parameters,
    private readonly objects: Objects,
    private readonly parameterName: string,
    private readonly bucket: string,
  ) {
    this.name = parameterName.slice(FLEET_PARAMETER_PREFIX.length);
    this.keys = keysOf(this.name);
  }

  /** Throws {@link FleetGone}, or FleetDeclarationError if it cannot be read. */
  async present(): Promise<Present> {
    const parameter = await this.parameters.findParameter(this.parameterName);
    if (!parameter) throw new FleetGone(`the parameter ${this.parameterName} does not exist: the fleet was deleted`);
    const declaration = parseFleet(parameter.value);
    const { paused, nonce } = controlIn(await this.objects.findObject(this.bucket, this.keys.control));
    return {
      declaration,
      declaredAt: parameter.modifiedAt,
      hash: declarationHash(declaration),
      attempt: attemptHash(declaration, nonce),
      isPaused: paused || !declaration.enabled,
    };
  }

  list({ bucket, key }: { readonly bucket: string; readonly key: string }): Promise<StoredObject | undefined> {
    return this.objects.findObject(bucket, key);
  }

  /** How desktops have failed in an attempt, by id. What was read before lies together in one object: only the rest is read one by one. */
  async failures(attempt: string): Promise<ReadonlyMap<string, Failure>> {
    const listed = await this.objects.listObjects(this.bucket, this.keys.failures(attempt));
    if (listed.length === 0) return new Map();
    const known = new Map(Object.entries((await this.read<Known>(this.keys.knownFailures(attempt))) ?? {}));
    const isKnown = ({ key, tag }: Listed): boolean => known.get(nameIn(key))?.tag === tag;
    const fresh = listed.filter((one) => !isKnown(one));
    const kept = listed.filter(isKnown).flatMap(({ key }) => known.get(nameIn(key)) ?? []);
    const found = [...kept, ...(await this.readFailures(fresh))];
    const byId = Object.fromEntries(found.map((failure) => [failure.workspaceId, failure]));
    if (fresh.length > 0) await this.write(this.keys.knownFailures(attempt), byId);
    return new Map(Object.entries(byId));
  }

  private async readFailures(listed: readonly Listed[]): Promise<readonly KnownFailure[]> {
    const found: KnownFailure[] = [];
    for (let index = 0; index < listed.length; index += TOGETHER) {
      const some = listed.slice(index, index + TOGETHER);
      const failures = await Promise.all(some.map(({ key }) => this.read<Failure>(key)));
      for (const [at, { key, tag }] of some.entries()) {
        const failure = failures[at];
        if (failure) found.push({ ...failure, workspaceId: nameIn(key), tag });
      }
    }
    return found;
  }

  failure(attempt: string, workspaceId: string): Promise<Failure | undefined> {
    return this.read<Failure>(`${this.keys.failures(attempt)}${workspaceId}.json`);
  }

  failed(attempt: string, workspaceId: string, failure: Failure): Promise<void> {
    return this.write(`${this.keys.failures(attempt)}${workspaceId}.json`, failure);
  }

  /** How children of a run have ended, by the id of the desktop: COMPLIANT ones by their keys alone. */
  async endings(run: string): Promise<ReadonlyMap<string, Ending>> {
    const done = await this.objects.listObjects(this.bucket, this.keys.noted(run, 'done'));
    const kept = await this.objects.listObjects(this.bucket, this.keys.kept(run));
    const found = new Map<string, Ending>(done.map(({ key }) => [nameIn(key), { class: 'COMPLIANT' }]));
    for (const { key } of kept) {
      const ending = await this.read<Ending>(key);
      if (ending) found.set(nameIn(key), ending);
    }
    return found;
  }

  keepEnding(run: string, workspaceId: string, ending: Ending): Promise<void> {
    const prefix = ending.code === undefined ? this.keys.noted(run, 'done') : this.keys.kept(run);
    return this.write(`${prefix}${workspaceId}.json`, ending);
  }

  /** When something last happened to the desktops of a run, by id. */
  async noted(run: string, what: Noted): Promise<ReadonlyMap<string, number>> {
    const found = await this.objects.listObjects(this.bucket, this.keys.noted(run, what));
    return new Map(found.map(({ key, putAt }) => [nameIn(key), putAt]));
  }

  note(run: string, what: Noted, workspaceId: string): Promise<void> {
    return this.write(`${this.keys.noted(run, what)}${workspaceId}.json`, {});
  }

  async windows(): Promise<Windows> {
    return (await this.read<Windows>(this.keys.windows)) ?? { openedAt: 0, idle: 0 };
  }

  keepWindows(windows: Windows): Promise<void> {
    return this.write(this.keys.windows, windows);
  }

  /** Where people find an object. */
  urlOf(key: string): string {
    return `s3://${this.bucket}/${key}`;
  }

  waves(attempt: string): Promise<WaveMemory | undefined> {
    return this.read<WaveMemory>(this.keys.waves(attempt));
  }

  keepWaves(attempt: string, memory: WaveMemory): Promise<void> {
    return this.write(this.keys.waves(attempt), memory);
  }

  survey<T>(run: string): Promise<T | undefined> {
    return this.read<T>(this.keys.survey(run));
  }

  keepSurvey(run: string, survey: unknown): Promise<void> {
    return this.write(this.keys.survey(run), survey);
  }

  async keepPass(run: string, pass: number, items: readonly Item[]): Promise<void> {
    await this.write(this.keys.pass(run, pass), items);
  }

  /** Keeps a report in all of its forms, at each of these places. */
  async keepReport(report: Report, places: readonly string[]): Promise<void> {
    const forms: readonly (readonly [string, string, string])[] = [
      ['json', JSON.stringify(report), 'application/json'],
      ['csv', toCsv(report), 'text/csv; charset=utf-8'],
      ['html', toPage(report), 'text/html; charset=utf-8'],
    ];
    for (const place of places)
      for (const [ending, text, type] of forms)
        await this.objects.putObject(this.bucket, `${place}.${ending}`, text, type);
  }

  private write(key: string, value: unknown): Promise<void> {
    return this.objects.putObject(this.bucket, key, JSON.stringify(value));
  }

  /** Reads what `write` has written: only `write` writes these objects. */
  private async read<T>(key: string): Promise<T | undefined> {
    const found = await this.objects.findObject(this.bucket, key);
    return found && (JSON.parse(found.text) as T);
  }
}

const nameIn = (key: string): string => key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');

/** What a person says at run time. */
function controlIn(found: StoredObject | undefined): { readonly paused: boolean; readonly nonce: string } {
  const value: unknown = found === undefined ? {} : JSON.parse(found.text);
  const members = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  return { paused: members.get('paused') === true, nonce: String(members.get('nonce') ?? '') };
}
