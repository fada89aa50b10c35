import type { Random } from '../environment';
import { suffix, uuid } from '../environment';
import { isObject, type Json, type JsonObject, parseJson, textAt } from '../transport/json';

/** The service's limit for the body of an answer, in bytes. */
const LONGEST_BODY = 4096;

/** What a custom resource answered, checked for shape only. */
export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string | undefined;
  readonly physicalId: string | undefined;
  readonly data: JsonObject;
}

interface Waiting {
  readonly requestId: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly settle: (answer: Answer) => void;
}

export interface Request {
  readonly requestId: string;
  readonly url: string;
  /** Settles with the first answer that belongs to the request; never rejects. */
  readonly answer: Promise<Answer>;
  /** From now on an answer is accepted and ignored. */
  close(): void;
}

/** The presigned URLs that custom resources answer to: one per request, good for one answer. */
export class ResponseInbox {
  private readonly waiting = new Map<string, Waiting>();
  private readonly given = new Set<string>();

  constructor(
    private readonly random: Random,
    readonly host: string,
  ) {}

  open(stackId: string, logicalId: string): Request {
    const requestId = uuid(this.random);
    const key = `${stackId}|${logicalId}|${uuid(this.random)}`;
    let settle: (answer: Answer) => void = () => {};
    const answer = new Promise<Answer>((resolve) => {
      settle = resolve;
    });
    this.waiting.set(key, { requestId, stackId, logicalId, settle });
    this.given.add(key);
    return { requestId, url: this.presigned(key), answer, close: () => void this.waiting.delete(key) };
  }

  /** Whether the path belongs to a URL that was given out, also after it was answered. */
  expects(path: string): boolean {
    return this.given.has(keyAt(path));
  }

  /** Takes the body of a PUT to a response URL. What belongs to no open request, or not to this one, changes nothing. */
  receive(url: string, body: string): void {
    const key = keyAt(new URL(url).pathname);
    const waiting = this.waiting.get(key);
    if (!waiting) return;
    const answer = readAnswer(body, waiting);
    if (!answer) return;
    this.waiting.delete(key);
    waiting.settle(answer);
  }

  private presigned(key: string): string {
    const signature = encodeURIComponent(`${suffix(this.random, 27)}=`);
    return `https://${this.host}/${encodeURIComponent(key)}?AWSAccessKeyId=AKIA${suffix(this.random, 16)}&Expires=4102444800&Signature=${signature}`;
  }
}

function keyAt(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return '';
  }
}

function readAnswer(body: string, waiting: Waiting): Answer | undefined {
  if (Buffer.byteLength(body) > LONGEST_BODY) return failed('Response object is too long.');
  let parsed: Json;
  try {
    parsed = parseJson(body);
  } catch {
    return failed('Response is not valid JSON');
  }
  if (!isObject(parsed)) return failed('Response is not valid JSON');
  const belongs =
    parsed.RequestId === waiting.requestId &&
    parsed.StackId === waiting.stackId &&
    parsed.LogicalResourceId === waiting.logicalId;
  if (!belongs) return undefined;
  const { Status: status, Data: data } = parsed;
  const physicalId = textAt(parsed, 'PhysicalResourceId');
  const reason = textAt(parsed, 'Reason');
  if (status !== 'SUCCESS' && status !== 'FAILED')
    return failed('Invalid Status in response: it must be SUCCESS or FAILED');
  if (!physicalId) return failed('Invalid PhysicalResourceId');
  if (data !== undefined && data !== null && !isObject(data))
    return failed('Invalid Data in response: it must be an object');
  return { status, reason, physicalId, data: isObject(data) ? data : {} };
}

const failed = (reason: string): Answer => ({ status: 'FAILED', reason, physicalId: undefined, data: {} });
