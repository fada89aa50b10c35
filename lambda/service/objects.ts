import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** An object, and which version of it was read. */
export interface StoredObject {
  readonly text: string;
  readonly version?: string;
}

/** An object in a list. `tag` differs when its content does. */
export interface Listed {
  readonly key: string;
  readonly tag: string;
  readonly putAt: number;
}

/** The S3 calls of a fleet: small objects of text. */
export class Objects {
  constructor(private readonly client: S3Client) {}

  /** Undefined if there is no such object. */
  async findObject(bucket: string, key: string): Promise<StoredObject | undefined> {
    try {
      const {
        Body: body,
        VersionId: version,
        ETag: tag,
      } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { text: (await body?.transformToString()) ?? '', version: version ?? tag };
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async putObject(bucket: string, key: string, text: string, contentType = 'application/json'): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: contentType }));
  }

  /** All objects whose keys begin with the prefix: a thousand a call. */
  async listObjects(bucket: string, prefix: string): Promise<readonly Listed[]> {
    const found: Listed[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key: key = '', ETag: tag = '', LastModified: put } of page.Contents ?? [])
        found.push({ key, tag, putAt: put?.getTime() ?? 0 });
      token = page.NextContinuationToken;
    } while (token);
    return found;
  }
}
