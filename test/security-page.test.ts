import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const claims = read('docs/security.md')
  .split('\n')
  .filter((line) => /^\| .*\| `(test|scripts)\//.test(line))
  .flatMap((line) =>
    [...line.matchAll(/`((?:test|scripts)\/[\w./-]+)`: ([^;|]+)/g)].map(([, file = '', title = '']) => ({
      file,
      title: title.trim(),
    })),
  );

test('docs/security.md: its claims are many', () => {
  expect(claims.length).toBeGreaterThan(20);
});

test.each(claims)('$file: still tests "$title"', ({ file, title }) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(read(file).replaceAll('\\', '')).toContain(title);
});

test('docs/events.md: names every event that the handler puts', () => {
  const happenings = [
    ...(/type Happening = ([^;]+);/.exec(read('lambda/service/event-bus.ts'))?.[1] ?? '').matchAll(/'([^']+)'/g),
  ];
  expect(happenings).toHaveLength(5);
  for (const [, happening] of happenings)
    expect(read('docs/events.md')).toContain(`\`WorkSpace Applications ${happening}\``);
});
