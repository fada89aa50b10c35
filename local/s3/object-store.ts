/** Buckets in memory. A bucket exists as soon as somebody names it: what is bootstrapped is not of interest here. */
export class ObjectStore {
  private readonly objects = new Map<string, Buffer>();

  put(bucket: string, key: string, content: Buffer): void {
    this.objects.set(`${bucket}/${key}`, content);
  }

  get(bucket: string, key: string): Buffer | undefined {
    return this.objects.get(`${bucket}/${key}`);
  }

  delete(bucket: string, key: string): void {
    this.objects.delete(`${bucket}/${key}`);
  }

  keys(bucket: string, prefix: string): string[] {
    const start = `${bucket}/${prefix}`;
    return [...this.objects.keys()]
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(bucket.length + 1));
  }

  /** The object that a URL means, path-style or virtual-hosted. */
  atUrl(url: string): Buffer | undefined {
    const { hostname, pathname } = new URL(url);
    const path = decodeURIComponent(pathname.slice(1));
    const virtual = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
    return this.objects.get(virtual === undefined ? path : `${virtual}/${path}`);
  }
}
