// One function of a fleet in a fresh process, as Lambda runs it: loads the bundle, and hands it an event until the answer is not "more". Pauses take no
// time, since they hold no memory. Prints what that took. `node invoke.mjs <bundle> <function>`, the event on stdin, the endpoints in the environment.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { peakMb } from '../peak.mjs';

/** What a survey waits between two calls. */
const PAUSE = 800;
const [bundle, name] = process.argv.slice(2);
const event = JSON.parse(readFileSync(0, 'utf8'));
const write = process.stdout.write.bind(process.stdout);
// The handler writes its log there.
process.stdout.write = () => true;
const { setTimeout: timer } = globalThis;
globalThis.setTimeout = (callback, milliseconds, ...rest) =>
  timer(callback, milliseconds === PAUSE ? 0 : milliseconds, ...rest);

const handlers = createRequire(import.meta.url)(bundle);
let answer = await handlers[name](event);
let invocations = 1;
while (answer.next === 'more') {
  answer = await handlers[name]({ ...event, input: answer });
  invocations += 1;
}
const { next, reason } = answer;
write(JSON.stringify({ peakMb: peakMb(), invocations, next, reason }));
