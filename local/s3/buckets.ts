import { ServiceError } from '../cloudformation/errors';
import { Bucket, type StoredObject } from './bucket';

/** Those that `cdk bootstrap` makes: they are there from the beginning. */
const BOOTSTRAPPED = /^cdk-[a-z0-9]+-assets-\d{12}-[a-z0-9-]+$/;

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** All buckets of the account. Every refusal is a ServiceError. */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();

  /** @param now milliseconds since the epoch: what objects are dated by */
  constructor(private readonly now: () => number) {}

  create(name: string): Bucket {
    if (!NAME.test(name)) throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.');
    if (this.find(name)) {
      throw new ServiceError('BucketAlreadyOwnedByYou', `${name} already exists: you own it already.`, 409);
    }
    return this.add(name);
  }

  find(name: string): Bucket | undefined {
    return this.buckets.get(name) ?? (BOOTSTRAPPED.test(name) ? this.add(name) : undefined);
  }

  /** @throws ServiceError NoSuchBucket */
  get(name: string): Bucket {
    const found = this.find(name);
    if (!found) throw new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${name}`, 404);
    return found;
  }

  /** @throws ServiceError BucketNotEmpty */
  delete(name: string): void {
    if (!this.get(name).empty) {
      const message = `The bucket you tried to delete is not empty: ${name}. You must delete all versions in the bucket.`;
      throw new ServiceError('BucketNotEmpty', message, 409);
    }
    this.buckets.delete(name);
  }

  names(): string[] {
    return this.all().map(({ name }) => name);
  }

  /** By name. */
  all(): Bucket[] {
    return [...this.buckets.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** The object that a URL means, path-style or virtual-hosted. */
  atUrl(url: string): StoredObject | undefined {
    const { hostname, pathname } = new URL(url);
    const path = decodeURIComponent(pathname.slice(1));
    const virtual = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
    const slash = path.indexOf('/');
    const [bucket, key] = virtual === undefined ? [path.slice(0, slash), path.slice(slash + 1)] : [virtual, path];
    return this.find(bucket)?.find(key);
  }

  private add(name: string): Bucket {
    const made = new Bucket(name, this.now);
    this.buckets.set(name, made);
    return made;
  }
}
