import { parse } from 'csv-parse/sync';
import { parseList } from '../../../lambda/fleet/csv';
import { countsOf, lineOf, toCsv } from '../../../lambda/fleet/report';
import { isAbout, isTargeted, valuesOf } from '../../../lambda/fleet/targets';
import { DESK, NOW, surveyed } from './builders';

const { desktop } = surveyed();
const NONE = { withTags: {}, excludedIds: [], excludedTags: {} };

describe('targets', () => {
  test.each([
    ['no filter', NONE, true],
    ['the directory', { ...NONE, directoryId: 'd-906734e325' }, true],
    ['another directory', { ...NONE, directoryId: 'd-0000000000' }, false],
    ['the id', { ...NONE, workspaceIds: [DESK] }, true],
    ['another id', { ...NONE, workspaceIds: ['ws-0other0000'] }, false],
    ['its tags', { ...NONE, withTags: { Team: 'Design' } }, true],
    ['one of two tags', { ...NONE, withTags: { Team: 'Design', Ring: 'pilot' } }, false],
    ['excluded by id', { ...NONE, excludedIds: [DESK] }, false],
    ['excluded by one of two tags', { ...NONE, excludedTags: { Team: 'Design', Ring: 'x' } }, false],
    ['excluded by another value of a tag', { ...NONE, excludedTags: { Team: 'Sales' } }, true],
  ])('%s', (_situation, targets, expected) => {
    expect(isTargeted(desktop, new Map([['Team', 'Design']]), targets)).toBe(expected);
  });
});

test('tags by their keys; without tags none', () => {
  expect(valuesOf([{ key: 'Team', value: 'Design' }])).toEqual(new Map([['Team', 'Design']]));
  expect(valuesOf()).toEqual(new Map());
});

describe('a list', () => {
  test.each([
    ['ids', 'WorkspaceId\nws-0abc12345\n', [{ line: 2, workspaceId: DESK }]],
    [
      'of users',
      'UserName,DirectoryId\njane,d-906734e325\n',
      [{ line: 2, directoryId: 'd-906734e325', userName: 'jane' }],
    ],
    [
      'with other columns, and a byte order mark',
      '\uFEFFClass,WorkspaceId\r\nTODO,ws-0abc12345\r\n',
      [{ line: 2, workspaceId: DESK }],
    ],
    ['twice the same', 'WorkspaceId\nws-0abc12345\nws-0abc12345\n', [{ line: 2, workspaceId: DESK }]],
    [
      'twice the same user',
      'DirectoryId,UserName\nd-906734e325,Jane\nd-906734e325,jane\n',
      [{ line: 2, directoryId: 'd-906734e325', userName: 'Jane' }],
    ],
  ])('%s: its rows', (_situation, text, expected) => {
    expect(parseList(text)).toEqual(expected);
  });

  test.each([
    ['empty', '', 'has no rows'],
    ['without rows', 'WorkspaceId\n', 'has no rows'],
    ['of other columns', 'Name\njane\n', "has the columns 'Name'"],
    [
      'with a malformed id',
      'WorkspaceId\nws-0abc12345\nJANE-PC\n',
      "line 3 of the list of WorkSpaces has the WorkspaceId 'JANE-PC'",
    ],
    ['with a row without a user', 'DirectoryId,UserName\nd-906734e325,\n', 'line 2'],
    ['that is no CSV', 'WorkspaceId\n"ws-0abc', 'is no CSV'],
  ])('%s: refused by name', (_situation, text, message) => {
    expect(() => parseList(text)).toThrow(message);
  });

  test.each([
    ['the id', { line: 2, workspaceId: DESK }, true],
    ['another id', { line: 2, workspaceId: 'ws-0other0000' }, false],
    ['directory and user', { line: 2, directoryId: 'd-906734e325', userName: 'jane' }, true],
    ['the user in another directory', { line: 2, directoryId: 'd-0000000000', userName: 'jane' }, false],
  ])('a row with %s', (_which, row, expected) => {
    expect(isAbout(row, desktop)).toBe(expected);
  });

  test('a user of a directory is found in another spelling, and on a WorkSpace with another id', () => {
    const row = { line: 2, directoryId: 'd-906734e325', userName: 'JANE' };
    expect(isAbout(row, { ...desktop, workspaceId: 'ws-0migrated0' })).toBe(true);
    expect(isAbout(row, { ...desktop, userName: 'joe' })).toBe(false);
  });
});

test('a report as CSV is a list of targets, and no cell is a formula', () => {
  const verdict = { class: 'FAILED', code: '=1+1', reason: 'a, "b"', since: NOW, installs: [], absents: [] } as const;
  const text = toCsv({ desktops: [lineOf({ desktop, verdict })] });
  expect(parseList(text)).toEqual([{ line: 2, workspaceId: DESK }]);
  expect(parse(text, { columns: true })).toEqual([
    expect.objectContaining({ Class: 'FAILED', Since: '2026-01-05T22:00:00Z', Code: "'=1+1", Reason: 'a, "b"' }),
  ]);
  expect(countsOf([{ verdict }])).toMatchObject({ FAILED: 1, COMPLIANT: 0 });
});
