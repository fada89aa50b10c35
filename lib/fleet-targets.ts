import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { Targets } from '../lambda/contract/fleet';
import { isDirectoryId } from '../lambda/contract/ids';
import { elementsOf, listKnownProblems, workspaceIdProblem } from './private/checks';
import { isUnknown, type Read, tagProblems, textProblems } from './private/validation';

/** How many ids the declaration itself holds; longer lists become an asset. */
const MOST_INLINE = 50;

interface Source {
  readonly directoryId?: string;
  readonly workspaceIds?: string[];
  readonly csv?: { readonly bucket: IBucket; readonly key: string };
}

/** The desktops of a fleet. Each run finds them anew, so new and migrated desktops need no deployment. */
export class FleetTargets {
  /**
   * All WorkSpaces of a directory.
   *
   * The fleet refuses a malformed id (tokens are accepted).
   *
   * @param directoryId such as `d-906734e325`
   */
  public static directory(directoryId: string): FleetTargets {
    return new FleetTargets({ directoryId });
  }

  /** All WorkSpaces of the account and Region. */
  public static all(): FleetTargets {
    return new FleetTargets({});
  }

  /**
   * These WorkSpaces, by their ids. More than 50 ids are uploaded as an asset.
   *
   * The fleet refuses an empty list, and a malformed id (tokens are accepted).
   *
   * @param workspaceIds such as `ws-0abc12345`
   */
  public static workspaces(workspaceIds: string[]): FleetTargets {
    return new FleetTargets({ workspaceIds });
  }

  /**
   * The WorkSpaces of a CSV file, which each run reads when it starts. A new file under the same key is a new list,
   * without a deployment.
   *
   * The first line names the columns: `WorkspaceId`, or `DirectoryId` and `UserName`, which stay the same when a
   * WorkSpace is migrated. Other columns are ignored, duplicates count once, and rows that match nothing are reported.
   * If the file is missing or a row cannot be read, the run fails before it changes anything.
   *
   * @param bucket the bucket of the file
   * @param key the key of the file
   */
  public static csv(bucket: IBucket, key: string): FleetTargets {
    return new FleetTargets({ csv: { bucket, key } });
  }

  private constructor(
    private readonly source: Source,
    private readonly filter: Pick<Targets, 'withTags' | 'excludedIds' | 'excludedTags'> = {
      withTags: {},
      excludedIds: [],
      excludedTags: {},
    },
  ) {}

  /**
   * Narrows the targets to WorkSpaces that have all of these tags, with exactly these values.
   *
   * @param tags values by key
   */
  public withTags(tags: { [key: string]: string }): FleetTargets {
    return this.narrowed({ withTags: { ...this.filter.withTags, ...tags } });
  }

  /**
   * Leaves these WorkSpaces out.
   *
   * The fleet refuses a malformed id (tokens are accepted).
   *
   * @param workspaceIds such as `ws-0abc12345`
   */
  public excluding(workspaceIds: string[]): FleetTargets {
    return this.narrowed({ excludedIds: [...this.filter.excludedIds, ...workspaceIds] });
  }

  /**
   * Leaves out WorkSpaces that have one of these tags, with exactly this value. A tag that is set during a run takes
   * effect at once.
   *
   * @param tags values by key
   */
  public excludingTags(tags: { [key: string]: string }): FleetTargets {
    return this.narrowed({ excludedTags: { ...this.filter.excludedTags, ...tags } });
  }

  /**
   * What the fleet refuses.
   *
   * @internal
   */
  public *_problems(read: Read): Generator<string> {
    const { directoryId, workspaceIds, csv } = this.source;
    if (directoryId !== undefined) yield* textProblems('FleetTargets.directory', read(directoryId), directoryProblem);
    if (workspaceIds) yield* idProblems('FleetTargets.workspaces', read(workspaceIds));
    if (workspaceIds && elementsOf(read(workspaceIds))?.length === 0) {
      yield 'FleetTargets.workspaces is empty, got []: name at least one WorkSpace, or use FleetTargets.all()';
    }
    if (csv) yield* textProblems('key of FleetTargets.csv', read(csv.key));
    yield* idProblems('FleetTargets.excluding', read(this.filter.excludedIds));
    yield* tagProblems('FleetTargets.withTags', this.filter.withTags, read);
    yield* tagProblems('FleetTargets.excludingTags', this.filter.excludedTags, read);
  }

  private narrowed(more: Partial<Targets>): FleetTargets {
    return new FleetTargets(this.source, { ...this.filter, ...more });
  }

  /** @internal */
  public _declaration(scope: Construct, reader: IGrantable): Targets {
    const { directoryId, workspaceIds, csv } = this.source;
    const common = { ...this.filter, ...(directoryId !== undefined && { directoryId }) };
    if (csv) {
      csv.bucket.grantRead(reader, csv.key);
      return { ...common, csv: { bucket: csv.bucket.bucketName, key: csv.key } };
    }
    if (!workspaceIds) return common;
    const isLong = workspaceIds.length > MOST_INLINE && !workspaceIds.some(isUnknown);
    if (!isLong) return { ...common, workspaceIds };
    const asset = listAsset(scope, workspaceIds);
    asset.grantRead(reader);
    return { ...common, csv: { bucket: asset.s3BucketName, key: asset.s3ObjectKey } };
  }
}

function listAsset(scope: Construct, workspaceIds: readonly string[]): Asset {
  const path = join(mkdtempSync(join(tmpdir(), 'fleet-')), 'workspaces.csv');
  writeFileSync(path, `${['WorkspaceId', ...workspaceIds].join('\n')}\n`);
  return new Asset(scope, 'WorkspaceIds', { path });
}

function* idProblems(where: string, ids: unknown): Generator<string> {
  yield* listKnownProblems(where, ids);
  for (const [index, id] of (elementsOf(ids) ?? []).entries()) {
    yield* textProblems(`${where}[${index}]`, id, workspaceIdProblem);
  }
}

const directoryProblem = (text: string): string | undefined =>
  isDirectoryId(text)
    ? undefined
    : `must look like 'd-906734e325', got '${text}': 'aws workspaces describe-workspace-directories' lists the ids`;
