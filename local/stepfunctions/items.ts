import { parse } from 'csv-parse/sync';
import { ServiceError } from '../cloudformation/errors';
import type { Buckets } from '../s3/buckets';
import { isList, isObject, type Json, type JsonObject, objectAt, parseJson, textAt } from '../transport/json';
import { runtimeFailure, StateFailure } from './failure';
import { evaluate } from './interpreter';

/** The items of a Map state: those of the object that its ItemReader names, or those in its input. */
export async function itemsOf(
  buckets: Buckets,
  state: JsonObject,
  input: Json,
  context: JsonObject,
): Promise<readonly Json[]> {
  if (isObject(state.ItemReader)) return readItems(buckets, state.ItemReader, input, context);
  const items = await evaluate({ 'items.$': textAt(state, 'ItemsPath') ?? '$' }, input, context);
  const found = isObject(items) ? items.items : undefined;
  if (isList(found)) return found;
  throw runtimeFailure('The items of a Map state must be an array');
}

async function readItems(buckets: Buckets, reader: JsonObject, input: Json, context: JsonObject): Promise<Json[]> {
  const parameters = await evaluate(objectAt(reader, 'Parameters'), input, context);
  const [bucket, key] = isObject(parameters) ? [textAt(parameters, 'Bucket'), textAt(parameters, 'Key')] : [];
  const config = objectAt(reader, 'ReaderConfig');
  try {
    const content = buckets.get(bucket ?? '').get(key ?? '').content;
    const items = config.InputType === 'CSV' ? csvItems(content, config) : jsonItems(content);
    return items.slice(0, Number(textAt(config, 'MaxItems') ?? items.length));
  } catch (error) {
    const code = error instanceof ServiceError ? `${error.code}: ` : '';
    const reason = error instanceof Error ? error.message : String(error);
    throw new StateFailure('States.ItemReaderFailed', `${code}${reason} (s3://${bucket}/${key})`);
  }
}

function jsonItems(content: Buffer): Json[] {
  const items = parseJson(content.toString());
  if (isList(items)) return [...items];
  throw new Error('Attempting to map over non-iterable node.');
}

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** Each row is an object of texts, by the names of the columns. */
function csvItems(content: Buffer, config: JsonObject): Json[] {
  const headers = isList(config.CSVHeaders) ? config.CSVHeaders.map(String) : [];
  const given = textAt(config, 'CSVHeaderLocation') === 'GIVEN';
  const delimiter = DELIMITERS[textAt(config, 'CSVDelimiter') ?? 'COMMA'] ?? ',';
  return parse(content, { bom: true, columns: given ? headers : true, delimiter, skip_empty_lines: true });
}
