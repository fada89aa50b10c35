/** What an id looks like, and what to do about a value that does not look like one. */

const WORKSPACE_ID = /^ws-[0-9a-z]{8,63}$/;
const APPLICATION_ID = /^wsa-[0-9a-z]{8,63}$/;
/** Of Directory Service, and of a directory that WorkSpaces made itself. */
const DIRECTORY_ID = /^(d-[0-9a-f]{8,63}|wsd-[0-9a-z]{8,63})$/;

export const isWorkspaceId = (text: string): boolean => WORKSPACE_ID.test(text);
export const isApplicationId = (text: string): boolean => APPLICATION_ID.test(text);
export const isDirectoryId = (text: string): boolean => DIRECTORY_ID.test(text);

/** The remedy for a text that is no id of a WorkSpace. */
export const workspaceIdRemedy = (text: string): string =>
  remedyFor(text, WORKSPACE) ??
  "pass the id, not a user or computer name; 'aws workspaces describe-workspaces' lists it";

/** The remedy for a text that is no id of an application. */
export const applicationIdRemedy = (text: string): string =>
  remedyFor(text, APPLICATION) ?? 'pass the id, or look a name up with WorkspaceApplication.fromName';

interface Kind {
  readonly pattern: RegExp;
  readonly prefix: string;
  /** What follows the account in the ARN. */
  readonly inArn: RegExp;
  readonly foreign: readonly (readonly [prefix: RegExp, remedy: string])[];
}

const POOLS_AND_MORE = [
  [/^wspool-/i, 'this is a pool, and applications are installed on single WorkSpaces of WorkSpaces Personal alone'],
  [
    /^wsinst-/i,
    'this is a managed instance of WorkSpaces Core, which takes no application of the WorkSpaces catalogue',
  ],
  [/^wsb-/i, 'this is the id of a bundle'],
  [/^wsi-/i, 'this is the id of an image'],
  [/^wsca-/i, 'this is the id of a connection alias'],
  [/^d-/i, 'this is the id of a directory'],
  [
    /^\{\{resolve:/,
    'CloudFormation did not resolve this reference: use a plain String parameter and {{resolve:ssm:…}}',
  ],
] as const;

const WORKSPACE: Kind = {
  pattern: WORKSPACE_ID,
  prefix: 'ws-',
  inArn: /:workspace\/(.*)$/,
  foreign: [[/^wsa-/i, 'this is the id of an application: the two ids are swapped'], ...POOLS_AND_MORE],
};

const APPLICATION: Kind = {
  pattern: APPLICATION_ID,
  prefix: 'wsa-',
  inArn: /:workspaceapplication\/(.*)$/,
  foreign: [[/^ws-/i, 'this is the id of a WorkSpace: the two ids are swapped'], ...POOLS_AND_MORE],
};

function remedyFor(text: string, { pattern, prefix, inArn, foreign }: Kind): string | undefined {
  const [, inside = ''] = inArn.exec(text) ?? [];
  if (pattern.test(inside)) return `this is an ARN: pass its last part, '${inside}'`;
  if (/^arn:/i.test(text))
    return `this is the ARN of another kind of resource: pass an id that begins with '${prefix}'`;
  const tidy = text.trim().toLowerCase();
  if (pattern.test(tidy)) return `write it as '${tidy}', in lower case and without spaces or line breaks around it`;
  if (tidy.includes(',')) return 'this holds a comma: pass each id on its own';
  const known = foreign.find(([begins]) => begins.test(text.trim()));
  if (known) return known[1];
  return tidy.startsWith(prefix) ? `after '${prefix}' an id has 8 to 63 lower-case letters and digits` : undefined;
}
