import { invalidParameterValues } from './errors';

export const PAGE_SIZE = 25;

export interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken?: string;
}

interface PageRequest {
  readonly size?: number | undefined;
  readonly token?: string | undefined;
  /** What is being listed: a token is good only for the request that it came from. */
  readonly listing: readonly unknown[];
}

/**
 * One page of `items`, in the order of their keys. A token holds the last key rather than a position, so that nothing
 * is skipped or listed twice when items come or go between two pages.
 *
 * @throws ServiceError InvalidParameterValues for a token that was never given, or was given for another request
 */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, request: PageRequest): Page<T> {
  const listing = JSON.stringify(request.listing);
  const after = request.token === undefined ? '' : keyFrom(request.token, listing);
  const rest = items.filter((item) => keyOf(item) > after).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = rest.slice(0, request.size ?? PAGE_SIZE);
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return { items: page };
  return { items: page, NextToken: Buffer.from(JSON.stringify([listing, keyOf(last)])).toString('base64') };
}

function keyFrom(token: string, listing: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    if (Array.isArray(parsed) && parsed[0] === listing && typeof parsed[1] === 'string') return parsed[1];
  } catch {
    // What is not a token at all is refused in the same way as a token of another request.
  }
  throw invalidParameterValues('The NextToken is not valid.');
}
