import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsServices } from '../aws-services';
import type { AcceleratedClock } from '../clock';
import { ServiceError } from '../cloudformation/errors';
import type { HttpRequest, HttpResponse } from '../transport/http';
import type { Access } from './access';
import { control } from './controls';
import { pictureOf } from './picture';

/** Where the page is. Nothing but its files and these names is served. */
export const PAGE = '/_embedded/page';

export const isOfPage = ({ path }: HttpRequest): boolean => path === PAGE || path.startsWith(`${PAGE}/`);

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  [`${PAGE}/`]: ['index.html', 'text/html; charset=utf-8'],
  [`${PAGE}/page.css`]: ['page.css', 'text/css; charset=utf-8'],
  [`${PAGE}/page.js`]: ['page.js', 'text/javascript; charset=utf-8'],
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** How often a picture is drawn, in real milliseconds. */
const INTERVAL = 500;

/** The live picture of the embedded AWS, with its controls. */
export class Page {
  constructor(
    private readonly services: AwsServices,
    private readonly clock: AcceleratedClock,
    private readonly access: Access,
  ) {}

  /** Answers a request that comes from this machine and from no other page. */
  answer(request: HttpRequest): HttpResponse {
    const { method, path, query } = request;
    const token = query.get('token');
    if (method === 'GET' && path === PAGE && token !== null) return this.enter(token);
    if (!this.access.isKnown(request)) return forbidden(NO_COOKIE);
    const [file, type] = (Object.hasOwn(FILES, path) && FILES[path]) || [];
    if (method === 'GET' && file !== undefined && type !== undefined)
      return page(200, readFileSync(join(__dirname, 'static', file), 'utf8'), type);
    if (method === 'GET' && path === `${PAGE}/events`) return this.events();
    if (method === 'POST' && path === `${PAGE}/do`) return this.do(request);
    return page(404, 'There is nothing here.');
  }

  /** Not a redirection: a browser would follow it without the cookie if it came from elsewhere. */
  private enter(token: string): HttpResponse {
    const cookie = this.access.take(token);
    if (cookie === undefined) return forbidden(NO_COOKIE);
    const answer = page(
      200,
      `<!doctype html><title>…</title><meta http-equiv="refresh" content="0;url=${PAGE}/">`,
      'text/html',
    );
    return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
  }

  private do(request: HttpRequest): HttpResponse {
    const { origin, 'content-type': type = '' } = request.headers;
    if (origin === undefined) return forbidden('Controls answer the page alone, and this request has no Origin.');
    if (!type.startsWith('application/json')) return page(415, 'Controls take JSON.');
    try {
      control(request.body, this.services, this.clock);
      return page(204, '');
    } catch (error) {
      if (error instanceof ServiceError) return page(400, error.message);
      if (error instanceof SyntaxError) return page(400, 'This is no JSON.');
      throw error;
    }
  }

  private events(): HttpResponse {
    return {
      status: 200,
      headers: { ...HEADERS, 'content-type': 'text/event-stream' },
      stream: (write, gone) => {
        let last = '';
        const draw = (): void => {
          const picture = JSON.stringify(pictureOf(this.services, this.clock));
          if (picture !== last) write(`data: ${picture}\n\n`);
          last = picture;
        };
        draw();
        const timer = setInterval(draw, INTERVAL);
        gone.addEventListener('abort', () => clearInterval(timer));
      },
    };
  }
}

const NO_COOKIE =
  'This page opens with the address that npm run local printed, once. Another address is printed where it runs as soon as one was used.';

const page = (status: number, body: string, type = 'text/plain; charset=utf-8'): HttpResponse => ({
  status,
  headers: { ...HEADERS, 'content-type': type },
  body,
});

const forbidden = (message: string): HttpResponse => page(403, message);
