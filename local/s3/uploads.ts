import { ServiceError } from '../cloudformation/errors';

/** Uploads in parts that are not complete yet. */
export class Uploads {
  private readonly parts = new Map<string, Map<number, Buffer>>();
  private begun = 0;

  /** Returns the id of the upload. */
  begin(): string {
    this.begun += 1;
    const id = `upload-${this.begun}`;
    this.parts.set(id, new Map());
    return id;
  }

  add(id: string, part: number, content: Buffer): void {
    this.of(id).set(part, content);
  }

  /** The parts in the order of their numbers, as one. The upload is over. */
  complete(id: string): Buffer {
    const parts = [...this.of(id)].sort(([a], [b]) => a - b).map(([, content]) => content);
    this.parts.delete(id);
    return Buffer.concat(parts);
  }

  abort(id: string): void {
    this.of(id);
    this.parts.delete(id);
  }

  private of(id: string): Map<number, Buffer> {
    const found = this.parts.get(id);
    if (!found) throw new ServiceError('NoSuchUpload', 'The specified multipart upload does not exist.', 404);
    return found;
  }
}
