/** Where a request was sent. */
export interface Attempt {
  readonly host: string;
  readonly proxy?: string;
}

/** Why there was no answer, and what to do about it. */
export interface Words {
  readonly cause: string;
  readonly remedy: string;
}

/** There is no way to AWS, and trying again soon does not help. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor({ host, proxy }: Attempt, { cause, remedy }: Words) {
    super(`${host} cannot be reached${proxy ? ` through the proxy ${proxy}` : ''}: ${cause}. What next: ${remedy}`);
  }
}

const PASSING: readonly string[] = ['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'TimeoutError', 'AbortError'];

const NETWORK = 'check the network, and HTTPS_PROXY if it needs a proxy';
const WORDS: Readonly<Record<string, Words>> = {
  ENOTFOUND: { cause: 'its name does not resolve', remedy: `check the Region; ${NETWORK}` },
  EAI_AGAIN: { cause: 'the name server does not answer', remedy: NETWORK },
  ECONNREFUSED: { cause: 'the connection was refused', remedy: `check AWS_ENDPOINT_URL if it is set; ${NETWORK}` },
  ECONNRESET: { cause: 'the connection was reset', remedy: NETWORK },
  ETIMEDOUT: { cause: 'it did not answer in time', remedy: NETWORK },
  TimeoutError: { cause: 'it did not answer in time', remedy: NETWORK },
};

/** Whether an error of the network often goes away within seconds. */
export const isPassing = (error: Error): boolean => PASSING.includes(codeOf(error));

export function wordsFor(error: Error): Words {
  const code = codeOf(error);
  const known = WORDS[code];
  if (known) return { ...known, cause: `${known.cause} (${code})` };
  if (/CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code)) {
    return {
      cause: `its certificate is not trusted (${code})`,
      remedy: 'if a proxy inspects TLS, name the PEM file of its certificate in AWS_CA_BUNDLE',
    };
  }
  return { cause: `${code}${error.message && `: ${error.message}`}`, remedy: NETWORK };
}

/** An error of the network has a code; one of several addresses has it in its parts alone. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError && error.errors[0] instanceof Error ? codeOf(error.errors[0]) : error.name;
}
