/** A known defect, planted into one file of the handler. */
export interface Mutation {
  /** What is wrong, as a reader of the table would say it. */
  readonly name: string;
  /** In `lambda/`. */
  readonly file: string;
  /** The code that keeps the defect away: found exactly once, or the mutation is stale. */
  readonly find: string | RegExp;
  readonly replace: string;
}

/** The source with the defect in it. Throws if what is looked for is not there exactly once. */
export function mutate(source: string, { name, file, find, replace }: Mutation): string {
  const matches =
    typeof find === 'string' ? source.split(find).length - 1 : [...source.matchAll(new RegExp(find, 'g'))].length;
  if (matches !== 1) {
    throw new Error(`the mutation '${name}' is stale: ${file} holds ${matches} times what it looks for, not once`);
  }
  return source.replace(find, () => replace);
}
