interface Family {
  readonly label: string;
  readonly members: readonly string[];
}

/** A long list by what is missing from it: most applications support most. */
export function brief(names: readonly string[] = [], families: readonly Family[] = []): string {
  const family = families.find(
    ({ members }) => names.length > members.length / 2 && names.every((name) => members.includes(name)),
  );
  if (!family) return names.join(', ');
  const missing = family.members.filter((name) => !names.includes(name));
  return missing.length > 0 ? `${family.label} but ${missing.join(', ')}` : family.label;
}
