import { EXIT, Failure } from '../exit';
import { canAsk, confirm } from '../terminal/ask';

/** @throws Failure if one of those that are left out does not exist */
export function requireKnown(skip: readonly string[], experiments: readonly { readonly name: string }[]): void {
  const names = experiments.map(({ name }) => name);
  const other = skip.find((name) => !names.includes(name));
  if (other === undefined) return;
  throw new Failure(`there is no experiment ${other}. What next: take one of ${names.join(', ')}`, EXIT.usage);
}

/** Asks whether to begin. @throws Failure unless a person agrees */
export async function requireAgreement(): Promise<void> {
  if (!canAsk()) {
    throw new Failure('there is no terminal to ask on: nothing was changed. What next: pass --yes', EXIT.usage);
  }
  if (await confirm('Begin?')) return;
  throw new Failure('nothing was changed. What next: see what would be done with --dry-run', EXIT.failed);
}
