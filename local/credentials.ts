import { randomBytes } from 'node:crypto';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An access key that begins so belongs to a function, which is answered in its own time. */
export const FUNCTION_KEY_PREFIX = 'EMBEDDEDFUNCTION';

/** The access keys of one run of the embedded AWS. No other key is accepted, and none can be known before it starts. */
export class Credentials {
  /** Of the person, and of what the person starts. */
  readonly person = newKey('EMBEDDEDPERSON');
  /** Of every role that is assumed. */
  readonly role = newKey('EMBEDDEDROLE');
  /** Of every function. */
  readonly function = newKey(FUNCTION_KEY_PREFIX);

  secretOf(accessKeyId: string): string | undefined {
    const keys = [this.person, this.role, this.function];
    return keys.find((key) => key.accessKeyId === accessKeyId)?.secretAccessKey;
  }
}

const newKey = (prefix: string): AccessKey => ({
  accessKeyId: prefix + randomBytes(8).toString('hex').toUpperCase(),
  secretAccessKey: randomBytes(30).toString('base64url'),
});
