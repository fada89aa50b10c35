import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { EXIT, Failure } from '../exit';
import { proxyFor, proxyName, type Target } from './proxy';
import { type Attempt, isPassing, Unreachable, wordsFor } from './unreachable';

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

type Environment = Readonly<Record<string, string | undefined>>;
interface Certificates {
  readonly ca?: string;
}

type Handle = NodeHttpHandler['handle'];
type Answer = Awaited<ReturnType<Handle>>;

/** The way to AWS: through the proxy that the environment names, trusting the certificates of AWS_CA_BUNDLE. */
export class Network extends NodeHttpHandler {
  private readonly proxied = new Map<string, NodeHttpHandler>();
  private readonly certificates: Certificates;

  constructor(private readonly env: Environment) {
    const certificates = certificatesOf(env);
    super({ ...TIMEOUTS, httpsAgent: new Agent({ keepAlive: true, ...certificates }) });
    this.certificates = certificates;
  }

  /** @throws Unreachable if there is no answer, or none of AWS */
  override async handle(...[request, options]: Parameters<Handle>): Promise<Answer> {
    const proxy = proxyFor(request, this.env);
    const attempt: Attempt = { host: hostOf(request), ...(proxy && { proxy: proxyName(proxy) }) };
    try {
      const handle = proxy ? this.through(proxy) : super.handle.bind(this);
      return fromAws(await handle(request, options), attempt);
    } catch (error) {
      if (error instanceof Unreachable || !(error instanceof Error)) throw error;
      if (!isPassing(error)) throw new Unreachable(attempt, wordsFor(error));
      // Keeps its name and code, by which it is tried again.
      error.message = `${attempt.host} cannot be reached: ${wordsFor(error).cause}`;
      throw error;
    }
  }

  private through(proxy: URL): Handle {
    const known = this.proxied.get(proxy.href);
    const handler =
      known ??
      new NodeHttpHandler({
        ...TIMEOUTS,
        httpAgent: new HttpProxyAgent(proxy, this.certificates),
        httpsAgent: new Tunnel(proxy, this.certificates),
      });
    this.proxied.set(proxy.href, handler);
    return handler.handle.bind(handler);
  }
}

/** The agent's options are for the proxy alone: what is in the tunnel has to trust the certificates too. */
class Tunnel extends HttpsProxyAgent<string> {
  constructor(
    proxy: URL,
    private readonly certificates: Certificates,
  ) {
    super(proxy, certificates);
  }

  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    return super.connect(request, { ...options, ...this.certificates });
  }
}

const hostOf = ({ hostname, port }: Target): string => (port ? `${hostname}:${port}` : hostname);

/** A proxy refuses in the name of the host that it was asked for; what AWS answers has an id. */
function fromAws(answer: Answer, attempt: Attempt): Answer {
  const { statusCode, headers } = answer.response;
  const isAws = Object.keys(headers).some((name) => /^x-amz/i.test(name));
  if (!attempt.proxy || isAws || statusCode < 400) return answer;
  throw new Unreachable(attempt, {
    cause: `the proxy answered ${statusCode}`,
    remedy:
      statusCode === 407
        ? 'put user and password into the URL of the proxy'
        : 'have the proxy let the host through, or name the host in NO_PROXY',
  });
}

function certificatesOf({ AWS_CA_BUNDLE: file }: Environment): Certificates {
  if (!file) return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Failure(`AWS_CA_BUNDLE cannot be read: ${said}. What next: name a PEM file, or remove it`, EXIT.usage);
  }
}
