import { answerJson } from '../transport/calls';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { isList, isObject, type JsonObject, textAt } from '../transport/json';

/** A value that was put. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch: what the datum says, or when it was put. */
  readonly time: number;
}

/** PutMetricData is recorded; no alarm goes off by it. Every other call is refused by name. */
export class Metrics {
  /** In the order in which they were put. */
  readonly data: Datum[] = [];

  constructor(private readonly now: () => number) {}

  handle(request: HttpRequest): Promise<HttpResponse> {
    return answerJson(
      request,
      {
        PutMetricData: (input) => {
          const namespace = textAt(input, 'Namespace') ?? '';
          for (const datum of objectsIn(input, 'MetricData')) this.data.push(this.datumOf(namespace, datum));
        },
      },
      'application/x-amz-json-1.0',
    );
  }

  private datumOf(namespace: string, datum: JsonObject): Datum {
    const seconds = textAt(datum, 'Timestamp');
    const dimensions = objectsIn(datum, 'Dimensions').map((one) => [textAt(one, 'Name'), textAt(one, 'Value')]);
    return {
      namespace,
      name: textAt(datum, 'MetricName') ?? '',
      value: Number(textAt(datum, 'Value') ?? Number.NaN),
      unit: textAt(datum, 'Unit') ?? 'None',
      dimensions: Object.fromEntries(dimensions),
      time: seconds === undefined ? this.now() : Number(seconds) * 1000,
    };
  }
}

function objectsIn(input: JsonObject, member: string): JsonObject[] {
  const list = input[member];
  return isList(list) ? list.filter(isObject) : [];
}
