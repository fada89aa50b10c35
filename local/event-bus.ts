import { randomUUID } from 'node:crypto';
import { type HttpRequest, type HttpResponse, jsonError, jsonResponse } from './transport/http';
import { isList, isObject, parseJson, textAt } from './transport/json';

/** An event that a function put somewhere. */
export interface PutEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
}

/** PutEvents, on any bus. The events are kept for tests to look at; no rule receives them. */
export class EventBuses {
  readonly events: PutEvent[] = [];

  handle(request: HttpRequest): HttpResponse {
    const call = request.headers['x-amz-target'] ?? '';
    if (call !== 'AWSEvents.PutEvents')
      return jsonError('UnknownOperationException', `The embedded AWS does not support ${call}`);
    const body = parseJson(request.body.toString() || '{}');
    const entries = isObject(body) && isList(body.Entries) ? body.Entries.filter(isObject) : [];
    for (const entry of entries) {
      this.events.push({
        bus: textAt(entry, 'EventBusName') ?? 'default',
        source: textAt(entry, 'Source') ?? '',
        detailType: textAt(entry, 'DetailType') ?? '',
        detail: textAt(entry, 'Detail') ?? '',
      });
    }
    return jsonResponse({ FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: randomUUID() })) });
  }
}
