import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../transport/http';

const unguessable = (): string => randomBytes(24).toString('base64url');

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Who may see the page and use its controls: the browser in which an address with a token was opened. A token works once, and leaves a cookie
 * that no other site can send. Whether a request comes from this machine and from this page alone, the gate has asked before.
 */
export class Access {
  private token = unguessable();
  private readonly session = unguessable();
  private readonly cookie: string;

  /** @param onUsed called with the next token, once one was used */
  constructor(
    port: number,
    private readonly onUsed: (token: string) => void = () => {},
  ) {
    // Cookies are the same for all ports.
    this.cookie = `embedded-aws-${port}`;
  }

  /** The token that works next. */
  get next(): string {
    return this.token;
  }

  /** The header that lets the browser in for this run, or undefined if the token is none, or was used. */
  take(token: string): string | undefined {
    if (!isSame(token, this.token)) return undefined;
    this.token = unguessable();
    this.onUsed(this.token);
    return `${this.cookie}=${this.session}; Path=/_embedded/page; HttpOnly; SameSite=Strict`;
  }

  isKnown({ headers }: HttpRequest): boolean {
    const cookies = (headers.cookie ?? '').split(/; */);
    return cookies.some((cookie) => isSame(cookie, `${this.cookie}=${this.session}`));
  }
}
