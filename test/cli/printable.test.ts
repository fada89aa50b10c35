import { formatted } from '../../cli/inventory/formats';
import { toJson } from '../../cli/terminal/print';
import { Desk, NO_KEYS } from './command';

/** Sets the title of the terminal, clears it, and begins a sequence with one character. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b31m';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

test('JSON, and a CSV of the inventory: no control character is printed, and the JSON means the same', () => {
  const row = {
    workspaceId: 'ws-0ana00000',
    directoryId: '',
    userName: HOSTILE,
    computerName: '',
    state: '',
    holders: [],
  };
  const json = toJson([row]);
  expect(json).not.toMatch(CONTROLS);
  expect(JSON.parse(json)).toEqual([row]);
  expect(formatted([row], 'csv', undefined)).not.toMatch(CONTROLS);
});

test('a message of failure holds what was passed, with control characters: none is printed', async () => {
  const desk = new Desk(NO_KEYS);
  const { status, err } = await desk.run(['fleet', HOSTILE, '--region', 'us-east-1']);
  desk.remove();
  expect(status).toBe(64);
  expect(err).toContain('owned');
  expect(err).not.toMatch(CONTROLS);
});
