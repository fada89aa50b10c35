import type { HttpRequest, HttpResponse } from '../transport/http';
import { refusal } from './api';
import { ServiceError } from './errors';

const MESSAGES = {
  Throttling: 'Rate exceeded',
  AccessDenied: 'User is not authorized to perform this operation',
  InternalFailure: 'The request processing has failed because of an unknown error',
} as const;

export type ApiFault = keyof typeof MESSAGES;

const STATUSES: Readonly<Record<ApiFault, number>> = { Throttling: 400, AccessDenied: 403, InternalFailure: 500 };

/** Failures on demand of the calls that functions make. Calls of the CLI do not fail. */
export class ApiFaults {
  private readonly faults: { readonly action: string; readonly code: ApiFault; left: number }[] = [];

  /** The next `times` calls of an action fail. */
  fail(action: string, code: ApiFault, times: number): void {
    this.faults.push({ action, code, left: times });
  }

  take(request: HttpRequest): HttpResponse | undefined {
    const action = new URLSearchParams(request.body.toString()).get('Action');
    const fault = this.faults.find((candidate) => candidate.action === action && candidate.left > 0);
    if (!fault) return undefined;
    fault.left -= 1;
    return refusal(new ServiceError(fault.code, MESSAGES[fault.code], STATUSES[fault.code]));
  }
}
