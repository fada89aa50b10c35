import { EXIT, Failure } from '../exit';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a request goes. */
export interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

/**
 * The proxy that the AWS CLI would use: HTTP_PROXY or HTTPS_PROXY by the protocol of the request, unless NO_PROXY names
 * the host. Names in small letters win. Undefined for none.
 *
 * @throws Failure if the proxy is not an http or https URL
 */
export function proxyFor(target: Target, env: Environment): URL | undefined {
  const variable = target.protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const value = settingOf(variable, env);
  if (!value || isBypassed(target, settingOf('NO_PROXY', env))) return undefined;
  return parsed(value, variable);
}

const settingOf = (name: string, env: Environment): string => env[name.toLowerCase()] ?? env[name] ?? '';

/** A name covers the host itself and every host below it, with or without a leading dot. */
function isBypassed({ hostname, port }: Target, names: string): boolean {
  if (names.trim() === '*') return true;
  const hosts = [hostname.toLowerCase(), `${hostname.toLowerCase()}:${port ?? ''}`];
  return names
    .split(',')
    .map((name) => name.trim().toLowerCase().replace(/^\.+/, ''))
    .filter((name) => name !== '')
    .some((name) => hosts.some((host) => host === name || host.endsWith(`.${name}`)));
}

function parsed(value: string, variable: string): URL {
  const text = value.includes('://') ? value : `http://${value.replace(/^\/\//, '')}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol)) return url;
  // The value can hold a password: it is not repeated.
  throw new Failure(
    `${variable} is not the URL of a proxy. What next: set it to a URL such as http://proxy.example.com:3128, or remove it`,
    EXIT.usage,
  );
}

/** The proxy for a person, without user and password. */
export const proxyName = ({ protocol, host }: URL): string => `${protocol}//${host}`;
