// What stands in for the Lambda runtime inside a function's own process. The function's code is unchanged; the world around
// it is not: time runs as fast as in the embedded AWS, and CloudFormation's response URLs lead to it.
'use strict';
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const timers = require('node:timers');
const timersPromises = require('node:timers/promises');
const { existsSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { promisify } = require('node:util');

const { pace: begun, port, responseHost, root, handler } = JSON.parse(process.env.EMBEDDED_AWS_RUNTIME);
// How fast time runs, and since when; it can change while a function runs.
let pace = begun;
delete process.env.EMBEDDED_AWS_RUNTIME;

const RealDate = Date;
const now = () => Math.round(pace.time + (RealDate.now() - pace.real) * pace.speed);

function accelerateTime() {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length > 0 ? values : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
  for (const name of ['setTimeout', 'setInterval']) {
    const real = globalThis[name];
    const scaled = (callback, delay, ...values) => real(callback, (delay ?? 0) / pace.speed, ...values);
    const promised = timersPromises[name];
    timersPromises[name] = (delay, ...values) => promised((delay ?? 0) / pace.speed, ...values);
    scaled[promisify.custom] = timersPromises[name];
    globalThis[name] = scaled;
    timers[name] = scaled;
  }
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (delay) => timeout.call(AbortSignal, Math.ceil(delay / pace.speed));
}

/** The framework sends its answers over https to a host of Amazon's. Here they go to the listener, over http on loopback. */
function redirectResponses() {
  const real = https.request;
  https.request = (options, ...rest) => {
    const host = options.hostname ?? options.host;
    if (host !== responseHost) return real(options, ...rest);
    const headers = { ...options.headers, host };
    return http.request(
      { ...options, headers, protocol: 'http:', hostname: '127.0.0.1', host: '127.0.0.1', port },
      ...rest,
    );
  };
}

async function loadHandler() {
  const dot = handler.lastIndexOf('.');
  const base = path.join(root, handler.slice(0, dot));
  const file = ['.js', '.cjs', '.mjs'].map((extension) => base + extension).find((candidate) => existsSync(candidate));
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(base)}'`);
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  const found = loaded[handler.slice(dot + 1)];
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  return found;
}

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** An error as Lambda reports it. */
function described(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function contextOf({ requestId, functionArn, functionName, logGroup, logStream, deadline, memory }) {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    invokedFunctionArn: functionArn,
    logGroupName: logGroup,
    logStreamName: logStream,
    memoryLimitInMB: String(memory),
  };
}

function call(run, event, context) {
  return new Promise((resolve, reject) => {
    const result = run(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    // The answer of a handler that takes no callback is its return value, or what its promise resolves with.
    if (run.length < 3 || typeof result?.then === 'function') resolve(result);
  });
}

function reply(message) {
  if (process.connected) process.send(message);
}

accelerateTime();
redirectResponses();
process.on('disconnect', () => process.exit());
process.on('unhandledRejection', (error) => {
  reply({ error: { ...described(error), errorType: 'Runtime.UnhandledPromiseRejection' } });
});

const loading = loadHandler();
loading.then(
  () => reply({ ready: true }),
  () => reply({ ready: true }),
);
process.on('message', async ({ event, ...about }) => {
  if (about.pace) {
    pace = about.pace;
    return;
  }
  try {
    const result = await call(await loading, JSON.parse(event), contextOf(about));
    reply({ result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    console.error(error);
    reply({ error: described(error) });
  }
});
