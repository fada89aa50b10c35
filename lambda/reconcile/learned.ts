import type { Association, Observation } from '../service/association';
import { existenceOf, keyOf, type Mark } from '../service/marks';
import type { Facts } from './facts';

/** What one step has learned. It turns into the facts that a decision reads. */
export class Learned {
  /** Whether the WorkSpace must be observed before anything else is decided. */
  isObservationDue = true;
  /** The keys of the marks that the step has deleted. */
  private readonly deleted = new Set<string>();
  private facts: Omit<Facts, 'now'> = {
    seen: new Map(),
    seenAt: 0,
    marksReadAt: 0,
    isStale: false,
    written: [],
    announced: new Set(),
    isMarkRefused: false,
    living: new Map(),
    tried: new Set(),
    refused: new Set(),
    withdrawn: new Set(),
    incompatible: 0,
  };

  factsAt(now: number): Facts {
    return { ...this.facts, now };
  }

  observed(seen: Observation, seenAt: number): void {
    this.isObservationDue = false;
    this.facts = { ...this.facts, seen, seenAt };
  }

  /** What is read can lag behind what this step has written and deleted. */
  read(marks: readonly Mark[], marksReadAt: number): undefined {
    const { written } = this.facts;
    const changed = new Set([...written.map(keyOf), ...this.deleted]);
    const others = marks.filter((mark) => !changed.has(keyOf(mark)));
    this.facts = { ...this.facts, marks: [...others, ...written], marksReadAt, isStale: false };
  }

  isLiving(mark: Mark, living: boolean): void {
    this.facts = { ...this.facts, living: new Map([...this.facts.living, [existenceOf(mark), living]]) };
  }

  /** The answer to a change is newer than what an observation shows for some seconds. */
  registered(applicationId: string, answer?: Association): void {
    const { seen, tried } = this.facts;
    this.facts = {
      ...this.facts,
      tried: new Set([...tried, applicationId]),
      ...(answer && answer.state !== '' && { seen: new Map([...seen, [applicationId, answer]]) }),
    };
  }

  /** Other holders may have joined meanwhile: before the removal is deployed, the marks are read again. */
  disassociated(applicationId: string): void {
    const { withdrawn } = this.facts;
    this.facts = { ...this.facts, withdrawn: new Set([...withdrawn, applicationId]), isStale: true };
  }

  refusedForGood(applicationId: string): void {
    this.facts = { ...this.facts, refused: new Set([...this.facts.refused, applicationId]) };
  }

  refusedAsIncompatible(): void {
    this.facts = { ...this.facts, incompatible: this.facts.incompatible + 1 };
    this.isObservationDue = this.facts.incompatible > 1;
  }

  /** The step goes on as if the marks were written. */
  refusedMarks(marks: readonly Mark[]): void {
    this.marked(marks);
    this.facts = { ...this.facts, isMarkRefused: true };
  }

  marked(written: readonly Mark[], deleted: readonly Mark[] = []): undefined {
    const changed = new Set([...written, ...deleted].map(keyOf));
    for (const mark of deleted) this.deleted.add(keyOf(mark));
    for (const mark of written) this.deleted.delete(keyOf(mark));
    const { marks, announced } = this.facts;
    const isRepeated = (mark: Mark) =>
      marks?.some((other) => keyOf(other) === keyOf(mark) && other.writtenAt === mark.writtenAt) ?? false;
    const begun = written.filter((mark) => mark.kind === 'leaving' && !isRepeated(mark));
    this.facts = {
      ...this.facts,
      announced: new Set([...announced, ...begun.map(({ applicationId }) => applicationId)]),
      written: [...this.facts.written.filter((mark) => !changed.has(keyOf(mark))), ...written],
      ...(marks && { marks: [...marks.filter((mark) => !changed.has(keyOf(mark))), ...written] }),
    };
  }
}
