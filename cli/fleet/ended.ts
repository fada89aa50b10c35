import type { ExecutionView } from '../aws/executions';
import { EXIT, Failure } from '../exit';
import { lineOf } from '../invocation';

/** What the last survey of a run has answered. */
export function answerOf({ output = '{}' }: Pick<ExecutionView, 'output'>): {
  readonly code?: string;
  readonly reason?: string;
} {
  const [code, reason] = ['code', 'reason'].map((name) => textIn(output, name));
  return { ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) };
}

/** @throws Failure for what has failed before a desktop was looked at: it is in no report */
export function refuseWithoutReport(name: string, { error, cause, status, output }: ExecutionView): void {
  if (error === 'TooManyFailures' || error === 'NoTargets') return;
  const look = `${lineOf(`fleet ${name}`)} shows how it stands`;
  if (status === 'ABORTED') {
    throw new Failure(`the run of fleet ${name} was stopped in Step Functions. What next: ${look}`, EXIT.failed);
  }
  const { code, reason } = answerOf({ output });
  // Lambda describes the error of a function in JSON.
  const why = textIn(cause ?? '', 'errorMessage') ?? cause ?? reason;
  const next = why?.includes('What next: ') ? '' : `. What next: ${look}; the log group of the fleet has the rest`;
  throw new Failure(
    `the run of fleet ${name} ended with ${[error ?? code ?? status, why].filter(Boolean).join(': ')}${next}`,
    EXIT.failed,
  );
}

/** A member of a text that may be JSON. */
function textIn(text: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    return typeof member === 'string' ? member : undefined;
  } catch {
    return undefined;
  }
}
