import { ServiceError } from '../cloudformation/errors';
import type { Buckets } from '../s3/buckets';
import { isObject, type Json, type JsonObject, objectAt, textAt } from '../transport/json';
import type { Execution } from './execution';
import { StateFailure } from './failure';
import { evaluate } from './interpreter';
import type { MapRun } from './map-run';

/** Where a Map Run's results went. */
export interface Written {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Writes what became of each item, as a ResultWriter does: `SUCCEEDED_0.json`, `FAILED_0.json` and `PENDING_0.json`, as far as there is something in them, and
 * the manifest that lists them.
 *
 * @param pending the inputs of the children that were not started
 */
export async function writeResults(
  buckets: Buckets,
  writer: JsonObject,
  mapRun: MapRun,
  pending: readonly Json[],
  input: Json,
  context: JsonObject,
): Promise<Written> {
  const parameters = await evaluate(objectAt(writer, 'Parameters'), input, context);
  const bucketName = (isObject(parameters) && textAt(parameters, 'Bucket')) || '';
  const prefix = (isObject(parameters) && textAt(parameters, 'Prefix')) || '';
  const folder = `${prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`}${mapRun.arn.split(':').at(-1)}`;
  const key = `${folder}/manifest.json`;
  try {
    const bucket = buckets.get(bucketName);
    const files = Object.entries(resultsOf(mapRun, pending)).map(([name, results]) => {
      if (results.length === 0) return [name, []];
      const file = `${folder}/${name}_0.json`;
      return [name, [{ Key: file, Size: bucket.put(file, json(results)).content.length }]];
    });
    const manifest = { DestinationBucket: bucketName, MapRunArn: mapRun.arn, ResultFiles: Object.fromEntries(files) };
    bucket.put(key, json(manifest));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new StateFailure('States.ResultWriterFailed', `${error.code}: ${error.message} (s3://${bucketName}/${key})`);
  }
  mapRun.resultsWritten = mapRun.about.total;
  return { Bucket: bucketName, Key: key };
}

function resultsOf({ children }: MapRun, pending: readonly Json[]): Readonly<Record<string, readonly JsonObject[]>> {
  const over = children.filter(({ status }) => status !== 'RUNNING');
  return {
    FAILED: over.filter(({ status }) => status !== 'SUCCEEDED').map(resultOf),
    PENDING: pending.map((input) => ({ Input: JSON.stringify(input), InputDetails: INCLUDED, Status: 'PENDING' })),
    SUCCEEDED: over.filter(({ status }) => status === 'SUCCEEDED').map(resultOf),
  };
}

const INCLUDED = { Included: true };

/** What became of one child, with its metadata. */
export function resultOf({ about, status, output, error, cause, startDate, stopDate }: Execution): JsonObject {
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: about.arn,
    Input: JSON.stringify(about.input),
    InputDetails: INCLUDED,
    Name: about.name,
    ...(output !== undefined && { Output: JSON.stringify(output), OutputDetails: INCLUDED }),
    StartDate: new Date(startDate).toISOString(),
    StateMachineArn: about.machineArn,
    Status: status,
    ...(stopDate !== undefined && { StopDate: new Date(stopDate).toISOString() }),
  };
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
