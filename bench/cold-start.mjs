// What Lambda does with a new instance of a function, in a fresh process: loads the bundle, hands it one event. Prints what
// that took. `node cold-start.mjs <bundle> <function>`, the event on stdin, the endpoints in the environment.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { peakMb } from './peak.mjs';

const [bundle, name] = process.argv.slice(2);
const event = JSON.parse(readFileSync(0, 'utf8'));
const write = process.stdout.write.bind(process.stdout);
// The handler writes its log there.
process.stdout.write = () => true;

const begin = performance.now();
const handlers = createRequire(import.meta.url)(bundle);
const loaded = performance.now();
await handlers[name](event);
const answered = performance.now();
write(JSON.stringify({ load: loaded - begin, firstCall: answered - loaded, peakMb: peakMb() }));
