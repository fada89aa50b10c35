import type { Declared, Drawn, Evolution, Step } from './steps';

type Resources = readonly Declared[];

/** Each turns the resources of the step before into those of the next; `which` says which resource it is about. */
const CHANGES: Readonly<Record<Exclude<Evolution, 'anew'>, (before: Resources, which: number) => Resources>> = {
  'the same': (before) => before,
  'a rename': (before, which) =>
    replace(before, pick(before, which), (one) => [{ ...one, logicalId: fresh(before, `${one.logicalId}Renamed`) }]),
  'a swap': (before, which) => {
    const [one, other] = [pick(before, which), pick(before, which + 1)];
    if (!one || !other || one === other) return CHANGES['a rename'](before, which);
    const named = (declared: Declared, { logicalId }: Declared) => ({ ...declared, logicalId });
    return before.map((declared) =>
      declared === one ? named(one, other) : declared === other ? named(other, one) : declared,
    );
  },
  'a merge': (before, which) => {
    const one = pick(before, which);
    const other = before.find((declared) => declared !== one && declared.place === one?.place);
    if (!one || !other) return CHANGES['a rename'](before, which);
    const merged = {
      ...one,
      // The set has the id of one of them, or an id of its own.
      logicalId: which % 2 ? one.logicalId : fresh(before, 'Merged'),
      applicationIds: [...new Set([...one.applicationIds, ...other.applicationIds])],
      absentApplicationIds: [...new Set([...one.absentApplicationIds, ...other.absentApplicationIds])],
    };
    return [...before.filter((declared) => declared !== one && declared !== other), merged];
  },
  'a split': (before, which) => {
    const large = before.filter(({ applicationIds }) => applicationIds.length > 1);
    const one = pick(large, which);
    if (!one) return CHANGES['a rename'](before, which);
    const [first = '', ...rest] = one.applicationIds;
    const kept = { ...one, applicationIds: [first] };
    const added = { ...one, logicalId: fresh(before, 'Split'), applicationIds: rest, absentApplicationIds: [] };
    return replace(before, one, () => [kept, added]);
  },
  'a move': (before, which) =>
    replace(before, pick(before, which), (one) => [{ ...one, place: one.place === 1 ? 0 : 1 }]),
  'a twin': (before, which) =>
    replace(before, pick(before, which), (one) => [
      one,
      { ...one, logicalId: fresh(before, 'Twin'), absentApplicationIds: [] },
    ]),
};

/** The step that follows: written anew, or changed as people change what is there. */
export function evolve(before: Step | undefined, { which, workspace, ...drawn }: Drawn): Step {
  const { evolution } = drawn;
  const isAnew = !before || evolution === 'anew' || before.declared.length === 0;
  const declared = harmonious(isAnew ? drawn.declared : CHANGES[evolution](before.declared, which));
  const needsOwn = declared.some(({ place }) => place === 'own');
  return { ...drawn, evolution: isAnew ? 'anew' : evolution, declared, workspace: needsOwn ? workspace : null };
}

/** What one resource of a template installs, no other of it declares absent: synthesis refuses that. */
function harmonious(declared: Resources): Resources {
  return declared.map((one) => {
    const installed = declared
      .filter(({ place }) => place === one.place)
      .flatMap(({ applicationIds }) => applicationIds);
    return { ...one, absentApplicationIds: one.absentApplicationIds.filter((id) => !installed.includes(id)) };
  });
}

const pick = (declared: Resources, which: number): Declared | undefined => declared[which % declared.length];

const replace = (all: Resources, one: Declared | undefined, by: (one: Declared) => Resources): Resources =>
  all.flatMap((declared) => (declared === one ? by(declared) : [declared]));

/** A logical id that no resource has. */
function fresh(declared: Resources, logicalId: string): string {
  const isTaken = declared.some((other) => other.logicalId === logicalId);
  return isTaken ? fresh(declared, `${logicalId}X`) : logicalId;
}
