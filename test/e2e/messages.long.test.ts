import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN } from '../../lambda/reconcile/words';
import { FAULTS } from './messages/faults';
import { BESIDE, LATER } from './messages/later';
import { Stacks } from './messages/stacks';
import { shown } from './messages/terminal';
import { runningFor } from './running';

const PAGE = join(__dirname, 'messages.md');

/** What cannot be made to appear there, and where its words are tested. */
const UNSEEN: readonly (readonly [message: string, where: string])[] = [
  ['an ERROR without a code, or with one that this version does not know', 'test/lambda/reconcile/words.test.ts'],
  ['an exception that this version does not know', 'test/lambda/reconcile/words.test.ts'],
  ['an application in a state that this version does not know', 'test/lambda/reconcile/states.test.ts'],
  ['a late delivery; an operation of CloudFormation that is over', 'test/lambda/stack/handler-fence.test.ts'],
  ['calls of CloudFormation that are throttled for minutes', 'test/lambda/stack/handler-account.test.ts'],
  ['several applications of one name', 'test/lambda/stack/choose-application.test.ts'],
  ['a certificate that a proxy has replaced', 'test/lambda/stack/handler-account.test.ts'],
  ['an unexpected failure of the handler', 'test/lambda/stack/misuse.test.ts'],
];

const block = (title: string, text: string): string => `### ${title}\n\n\`\`\`text\n${shown(text)}\n\`\`\`\n`;

const pageOf = (sections: Readonly<Record<string, readonly string[]>>): string =>
  [
    '# What the CDK CLI prints',
    'Each failure and warning as the real CDK CLI shows it in a terminal of 80 columns. Written by `npm run messages`; what differs from run to run is replaced.',
    ...Object.entries(sections).flatMap(([title, blocks]) => [`## ${title}`, ...blocks]),
    '## Not seen here',
    UNSEEN.map(([message, where]) => `- ${message}: ${where}`).join('\n'),
  ].join('\n\n');

const stacks = runningFor(() => Stacks.start());

test('every failure and warning in the output of the real CDK CLI at 80 columns: each code appears, and no command is broken', async () => {
  const failed = await stacks().fail();
  const whenFailing = [
    ...FAULTS.map(({ name }) => `${name} CREATE_FAILED`),
    ...BESIDE.map(({ name }) => `${name} CREATE_FAILED`),
    'No-endpoint CREATE_FAILED',
    'DescribeTags-AccessDenied DELETE_FAILED',
    ...LATER.map(({ name, change }) => `${name} ${change ? 'UPDATE_FAILED' : 'DELETE_FAILED'}`),
  ];
  expect(whenFailing.filter((key) => !failed.has(key))).toEqual([]);
  const alone = await stacks().failAlone();
  for (const text of [...failed.values(), alone]) expect(text).toMatch(/^ *Log: aws logs tail \S+ --since 1h$/m);
  const synthesized = ['refused', 'refusedByConstructor', 'refusedFleets', 'warned'].map(async (what) =>
    block(what, await stacks().synth(what)),
  );
  const page = pageOf({
    'A stack fails: its event': whenFailing.map((key) => block(key, failed.get(key) ?? '')),
    'A stack fails: the end': [block('Stack-denied', alone)],
    Synthesis: await Promise.all(synthesized),
  });
  if (process.env.WRITE_MESSAGES) writeFileSync(PAGE, page);
  const unbroken = page.replace(/\n/g, '');
  const waitedFor = ['ResourceAlreadyExistsException', 'ResourceInUseException'];
  const codes = [...KNOWN.errorCodes, ...KNOWN.exceptions].filter((code) => !waitedFor.includes(code));
  expect(codes.filter((code) => !unbroken.includes(code))).toEqual([]);
});
