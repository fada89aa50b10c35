import { ServiceError } from '../cloudformation/errors';
import { isList, isObject, type Json, type JsonObject, objectAt, textAt } from '../transport/json';
import { refusePaths } from './paths';

const COMMON = ['Type', 'Comment', 'InputPath', 'OutputPath', 'QueryLanguage'];
const STEP = [...COMMON, 'Next', 'End'];

/** The fields of each type of state that run here as Step Functions runs them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pass: [...STEP, 'Parameters', 'Result', 'ResultPath'],
  Task: [...STEP, 'Catch', 'Parameters', 'Resource', 'ResultPath', 'ResultSelector', 'Retry', 'TimeoutSeconds'],
  Choice: [...COMMON, 'Choices', 'Default'],
  Wait: [...STEP, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Succeed: COMMON,
  Fail: ['Type', 'Comment', 'Cause', 'CausePath', 'Error', 'ErrorPath', 'QueryLanguage'],
  Map: [
    ...STEP,
    'Catch',
    'ItemProcessor',
    'ItemReader',
    'ItemSelector',
    'ItemsPath',
    'Label',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    'ResultPath',
    'ResultSelector',
    'ResultWriter',
    'Retry',
    'ToleratedFailureCount',
    'ToleratedFailureCountPath',
    'ToleratedFailurePercentage',
  ],
};

const MACHINE = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const PROCESSOR = ['Comment', 'ProcessorConfig', 'QueryLanguage', 'StartAt', 'States'];
const RETRIER = [
  'BackoffRate',
  'Comment',
  'ErrorEquals',
  'IntervalSeconds',
  'JitterStrategy',
  'MaxAttempts',
  'MaxDelaySeconds',
];
const CATCHER = ['Comment', 'ErrorEquals', 'Next', 'ResultPath'];
const READER = ['Parameters', 'ReaderConfig', 'Resource'];
const READER_CONFIG = ['CSVDelimiter', 'CSVHeaderLocation', 'CSVHeaders', 'InputType', 'MaxItems'];
const WRITER = ['Parameters', 'Resource'];
const RULE =
  /^(And|Or|Not|Next|Comment|Variable|Is(Null|Present|Numeric|String|Boolean|Timestamp)|StringMatches|(String|Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?|BooleanEquals(Path)?)$/;

/**
 * Throws if a state machine asks for something that would be ignored here, or done otherwise than Step Functions does it. Whether the rest is valid is what
 * the interpreter's own check says.
 *
 * @throws ServiceError InvalidDefinition, with the place and the name
 */
export function refuseUnsupported(definition: JsonObject): void {
  only(definition, MACHINE, 'the state machine');
  refuseStates(definition);
}

function refuseStates(machine: JsonObject): void {
  refuseJsonata(machine, 'the state machine');
  for (const [name, state] of Object.entries(objectAt(machine, 'States'))) {
    if (isObject(state)) refuseState(name, state);
  }
}

function refuseState(name: string, state: JsonObject): void {
  const type = textAt(state, 'Type') ?? '';
  const fields = FIELDS[type];
  if (!fields) throw refusal(`the state type ${type} of ${name}`);
  refuseJsonata(state, name);
  only(state, fields, name);
  for (const retrier of objectsAt(state, 'Retry')) only(retrier, RETRIER, `Retry of ${name}`);
  for (const catcher of objectsAt(state, 'Catch')) {
    only(catcher, CATCHER, `Catch of ${name}`);
    refuseWholeResultPath(catcher, `Catch of ${name}`);
  }
  refuseWholeResultPath(state, name);
  refusePaths(name, state);
  SPECIAL[type]?.(name, state);
}

/** What of a type of state is supported in part. */
const SPECIAL: Readonly<Record<string, (name: string, state: JsonObject) => void>> = {
  Pass(name, { Result: result }) {
    if (result !== undefined && !result) throw refusal(`the Result ${JSON.stringify(result)} of ${name}`);
  },
  Task(name, state) {
    refuseTask(name, state);
    if (state.TimeoutSeconds !== undefined) refuseError(name, state, ['Catch'], 'States.TaskFailed', 'a timeout');
  },
  Choice(name, state) {
    for (const rule of objectsAt(state, 'Choices')) refuseRule(name, rule);
  },
  Map(name, state) {
    refuseMap(name, state);
    // The interpreter takes it for a task.
    refuseError(name, state, ['Catch', 'Retry'], 'States.TaskFailed', 'a Map');
  },
};

const INVOKE = ['FunctionName', 'FunctionName.$', 'Payload', 'Payload.$'];

function refuseTask(name: string, state: JsonObject): void {
  const resource = textAt(state, 'Resource') ?? '';
  if (/^arn:[^:]+:lambda:/.test(resource)) return;
  if (!/^arn:[^:]+:states:::lambda:invoke$/.test(resource)) throw refusal(`the Resource ${resource} of ${name}`);
  only(objectAt(state, 'Parameters'), INVOKE, `Parameters of ${name}`);
}

function refuseRule(name: string, rule: JsonObject): void {
  const others = Object.keys(rule).filter((key) => !RULE.test(key));
  if (others.length > 0) throw refusal(`${others.join(', ')} in a Choice of ${name}`);
  for (const nested of [...objectsAt(rule, 'And'), ...objectsAt(rule, 'Or')]) refuseRule(name, nested);
  if (isObject(rule.Not)) refuseRule(name, rule.Not);
}

function refuseMap(name: string, state: JsonObject): void {
  const processor = objectAt(state, 'ItemProcessor');
  only(processor, PROCESSOR, `ItemProcessor of ${name}`);
  const { Mode: mode = 'INLINE', ExecutionType: type } = objectAt(processor, 'ProcessorConfig');
  if (mode !== 'DISTRIBUTED') throw refusal(`Mode ${String(mode)} of the Map ${name}: DISTRIBUTED alone`);
  if (type !== 'STANDARD') throw refusal(`ExecutionType ${String(type)} of the Map ${name}: STANDARD alone`);
  if (isObject(state.ItemReader)) refuseReader(name, state.ItemReader);
  if (isObject(state.ItemReader) && state.ItemsPath !== undefined)
    throw refusal(`ItemsPath beside ItemReader of ${name}`);
  if (isObject(state.ResultWriter)) refuseWriter(name, state.ResultWriter);
  refuseStates(processor);
}

function refuseReader(name: string, reader: JsonObject): void {
  only(reader, READER, `ItemReader of ${name}`);
  only(objectAt(reader, 'Parameters'), ['Bucket', 'Bucket.$', 'Key', 'Key.$'], `ItemReader.Parameters of ${name}`);
  const config = objectAt(reader, 'ReaderConfig');
  only(config, READER_CONFIG, `ItemReader.ReaderConfig of ${name}`);
  const resource = textAt(reader, 'Resource') ?? '';
  if (!/^arn:[^:]+:states:::s3:getObject$/.test(resource)) throw refusal(`the ItemReader ${resource} of ${name}`);
  if (config.InputType !== 'JSON' && config.InputType !== 'CSV') {
    throw refusal(`InputType ${String(config.InputType)} of ${name}: JSON and CSV alone`);
  }
}

function refuseWriter(name: string, writer: JsonObject): void {
  only(writer, WRITER, `ResultWriter of ${name}`);
  only(
    objectAt(writer, 'Parameters'),
    ['Bucket', 'Bucket.$', 'Prefix', 'Prefix.$'],
    `ResultWriter.Parameters of ${name}`,
  );
  const resource = textAt(writer, 'Resource') ?? '';
  if (!/^arn:[^:]+:states:::s3:putObject$/.test(resource)) throw refusal(`the ResultWriter ${resource} of ${name}`);
}

function refuseJsonata(at: JsonObject, where: string): void {
  const language = textAt(at, 'QueryLanguage') ?? 'JSONPath';
  if (language !== 'JSONPath') throw refusal(`QueryLanguage ${language} of ${where}`);
}

/** The interpreter would put the result under the name `$`. */
function refuseWholeResultPath(at: JsonObject, where: string): void {
  if (at.ResultPath === '$') throw refusal(`ResultPath $ of ${where}: leave it out, it is the default`);
}

function refuseError(name: string, state: JsonObject, fields: readonly string[], error: string, beside: string): void {
  for (const field of fields) {
    const matched = objectsAt(state, field).flatMap(({ ErrorEquals: errors }) => (isList(errors) ? errors : []));
    if (matched.includes(error)) throw refusal(`${error} in ${field} of ${name}, beside ${beside}`);
  }
}

function only(object: JsonObject, supported: readonly string[], where: string): void {
  const others = Object.keys(object).filter((key) => !supported.includes(key));
  if (others.length > 0) throw refusal(`${others.join(', ')} of ${where}`);
}

export const objectsAt = (object: JsonObject, key: string): JsonObject[] => {
  const list: Json | undefined = object[key];
  return isList(list) ? list.filter(isObject) : [];
};

const refusal = (what: string): ServiceError =>
  new ServiceError('InvalidDefinition', `Invalid State Machine Definition: the embedded AWS does not support ${what}`);
