import { createHash } from 'node:crypto';
import { ServiceError } from '../cloudformation/errors';

export type Versioning = 'Off' | 'Enabled' | 'Suspended';

/** One version of an object, or a marker that says that it was deleted. */
export interface StoredObject {
  readonly key: string;
  readonly content: Buffer;
  /** In quotes, as it is on the wire. */
  readonly etag: string;
  /** 'null' if the bucket had no versioning when the object was put. */
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** Headers that were put with it: its content type, and what its user says of it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly deleted: boolean;
}

/** Under what condition an object may be put. */
export interface PutCondition {
  /** Only if there is no such object. */
  readonly ifAbsent?: boolean;
  /** Only if the object has this ETag. */
  readonly ifMatch?: string | undefined;
}

const UNVERSIONED = 'null';

/** One bucket: its objects with their versions, the newest of each last. */
export class Bucket {
  versioning: Versioning = 'Off';
  policy: string | undefined = undefined;
  /** When it was made, in milliseconds since the epoch. */
  readonly created: number;
  private readonly objects = new Map<string, readonly StoredObject[]>();
  private made = 0;

  constructor(
    readonly name: string,
    private readonly now: () => number,
  ) {
    this.created = now();
  }

  /** Whether nothing is in it: no object, no version and no marker. */
  get empty(): boolean {
    return this.objects.size === 0;
  }

  /** Throws PreconditionFailed if the condition does not hold. */
  put(
    key: string,
    content: Buffer,
    headers: Readonly<Record<string, string>> = {},
    condition: PutCondition = {},
  ): StoredObject {
    const existing = this.find(key);
    if (condition.ifAbsent && existing) throw preconditionFailed();
    if (condition.ifMatch !== undefined && !existing) throw noSuchKey();
    if (condition.ifMatch !== undefined && existing?.etag !== condition.ifMatch) throw preconditionFailed();
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    return this.add({ ...this.version(key), content, etag, headers, deleted: false });
  }

  /** What a reader sees: undefined if there is no object, or if it was deleted. */
  find(key: string): StoredObject | undefined {
    const newest = this.objects.get(key)?.at(-1);
    return newest?.deleted ? undefined : newest;
  }

  /** @throws ServiceError NoSuchKey, NoSuchVersion, or MethodNotAllowed for a version that is a marker */
  get(key: string, versionId?: string): StoredObject {
    if (versionId === undefined) {
      const found = this.find(key);
      if (!found) throw noSuchKey();
      return found;
    }
    const version = this.objects.get(key)?.find((one) => one.versionId === versionId);
    if (!version) throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
    if (version.deleted) {
      throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
    }
    return version;
  }

  /** Deletes a version for good, or the object: with versioning, that adds a marker. Returns what was deleted or added, if anything was. */
  delete(key: string, versionId?: string): StoredObject | undefined {
    const versions = this.objects.get(key) ?? [];
    if (versionId !== undefined) {
      this.keep(
        key,
        versions.filter((one) => one.versionId !== versionId),
      );
      return versions.find((one) => one.versionId === versionId);
    }
    if (this.versioning === 'Off') {
      this.keep(key, []);
      return versions.at(-1);
    }
    return this.add({ ...this.version(key), content: Buffer.alloc(0), etag: '', headers: {}, deleted: true });
  }

  /** The objects whose keys begin with `prefix`, in the order of their keys. */
  list(prefix = ''): StoredObject[] {
    return this.keys(prefix).flatMap((key) => this.find(key) ?? []);
  }

  /** All versions and markers, the newest of each key first. */
  listVersions(prefix = ''): { readonly version: StoredObject; readonly newest: boolean }[] {
    return this.keys(prefix).flatMap((key) => {
      const versions = [...(this.objects.get(key) ?? [])].reverse();
      return versions.map((version, index) => ({ version, newest: index === 0 }));
    });
  }

  private keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  private version(key: string): Pick<StoredObject, 'key' | 'versionId' | 'lastModified'> {
    const versionId = this.versioning === 'Enabled' ? this.newVersionId(key) : UNVERSIONED;
    return { key, versionId, lastModified: this.now() };
  }

  private newVersionId(key: string): string {
    this.made += 1;
    return createHash('sha256').update(`${this.name}/${key}/${this.made}`).digest('base64url').slice(0, 32);
  }

  /** There is at most one version without an id. */
  private add(object: StoredObject): StoredObject {
    const others = (this.objects.get(object.key) ?? []).filter(
      ({ versionId }) => object.versionId !== UNVERSIONED || versionId !== UNVERSIONED,
    );
    this.keep(object.key, [...others, object]);
    return object;
  }

  private keep(key: string, versions: readonly StoredObject[]): void {
    if (versions.length === 0) this.objects.delete(key);
    else this.objects.set(key, versions);
  }
}

const noSuchKey = (): ServiceError => new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);

const preconditionFailed = (): ServiceError =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
