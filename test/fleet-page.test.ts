import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLEET_MACHINE } from '../lib/private/fleet-machine';

const page = readFileSync(join(__dirname, '../docs/fleets.md'), 'utf8');

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly StringEquals: string }[];
  readonly Catch?: readonly { readonly Next: string; readonly ErrorEquals: readonly string[] }[];
}

/** The arrows that lead out of a state. */
function arrowsOf([name, state]: [string, State]): string[] {
  const to = (next: string, why = ''): string => `  ${name} --> ${next}${why && `: ${why}`}`;
  return [
    ...(state.Choices ?? []).map((choice) => to(choice.Next, choice.StringEquals)),
    ...(state.Default === undefined ? [] : [to(state.Default)]),
    ...(state.Next === undefined ? [] : [to(state.Next)]),
    ...(state.Catch ?? []).map((catcher) => to(catcher.Next, catcher.ErrorEquals.join(', '))),
    ...(state.Type === 'Succeed' || state.Type === 'Fail' ? [to('[*]')] : []),
  ];
}

test('docs/fleets.md: its picture is that of the state machine', () => {
  const { StartAt: start, States: states } = FLEET_MACHINE;
  const lines = ['stateDiagram-v2', `  [*] --> ${start}`, ...Object.entries<State>(states).flatMap(arrowsOf)];
  expect(page).toContain(['```mermaid', ...lines, '```'].join('\n'));
});

test.each(['COMPLIANT', 'TODO', 'IN_PROGRESS', 'FAILED', 'IN_USE', 'NOT_APPLICABLE', 'UNMANAGEABLE', 'CLAIMED'])(
  'docs/fleets.md: says what %s means',
  (name) => {
    expect(page).toMatch(new RegExp(`^\\| ${name} \\| \\S`, 'm'));
  },
);
