import { read } from './pages';

const page = read('docs/node.md');

interface Package {
  readonly engines?: { readonly node?: string };
}

const { packages }: { packages: Readonly<Record<string, Package>> } = JSON.parse(read('package-lock.json'));

/** Whether a range such as `^20.19.0 || >=24` takes some version of Node.js with this major number. */
const takes = (range: string, major: number): boolean =>
  range.split('||').some((part) => {
    const [, operator = '', number] = /^\s*([<>=^~v]*)\s*(\d+)?/.exec(part) ?? [];
    if (number === undefined) return true;
    return operator.startsWith('>') ? Number(number) <= major : Number(number) === major;
  });

const refusing = (major: number): readonly string[] =>
  Object.entries(packages).flatMap(([path, { engines }]) =>
    takes(engines?.node ?? '*', major) ? [] : [path.replace(/^.*node_modules\//, '')],
  );

test('docs/node.md: names each package that warns of Node.js 20', () => {
  expect(Object.values(packages).filter(({ engines }) => engines?.node).length).toBeGreaterThan(100);
  expect(refusing(20).length).toBeGreaterThan(0);
  expect(refusing(20).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test.each([22, 24])('docs/node.md: no package warns of Node.js %d, which it recommends', (major) => {
  expect(refusing(major)).toEqual([]);
});

test.each([
  ['JSII', '_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', 'node_modules/@jsii/check-node/lib/index.js'],
  [
    '',
    'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
    'node_modules/@aws-sdk/core/dist-cjs/submodules/client/index.js',
  ],
])('docs/node.md: %s%s is read by what prints the warning', (prefix, variable, file) => {
  expect(page).toContain(`\`${prefix}${variable}=`);
  expect(read(file)).toContain(variable);
});
