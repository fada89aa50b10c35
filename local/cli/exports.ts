type Environment = Readonly<Record<string, string>>;

const SHELLS: readonly { readonly name: string; readonly line: (name: string, value: string) => string }[] = [
  { name: 'bash, zsh', line: (name, value) => `export ${name}=${value}` },
  { name: 'PowerShell', line: (name, value) => `$env:${name} = '${value}'` },
  { name: 'cmd.exe', line: (name, value) => `set "${name}=${value}"` },
];

/** The lines to paste into a terminal so that its commands have the environment, for each shell. The values need no quoting. */
export function exportsOf(environment: Environment): string {
  const blocks = SHELLS.map(({ name, line }) =>
    [`${name}:`, ...Object.entries(environment).map(([key, value]) => line(key, value))].join('\n'),
  );
  return blocks.join('\n\n');
}
