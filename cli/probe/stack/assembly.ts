import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../template/json';

/** A stack as it is to be deployed. */
export interface Deployable {
  readonly stackName: string;
  readonly template: JsonObject;
  /** Templates of nested stacks. */
  readonly assets?: readonly JsonObject[];
}

const json = (value: unknown): string => JSON.stringify(value, undefined, 1);

/** The name under which a template is put into the bucket of the bootstrap. */
export const keyOf = (asset: JsonObject): string => `${createHash('sha256').update(json(asset)).digest('hex')}.json`;

/** Where `cdk bootstrap` puts things, by its qualifier. */
export class Bootstrap {
  constructor(private readonly qualifier: string) {}

  get bucket(): string {
    return `cdk-${this.qualifier}-assets-\${AWS::AccountId}-\${AWS::Region}`;
  }

  role(name: string): string {
    return `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cdk-${this.qualifier}-${name}-role-\${AWS::AccountId}-\${AWS::Region}`;
  }
}

/** Writes the stack as `cdk synth` would, for `cdk --app <folder>`. What was in the folder is removed. */
export function writeAssembly(folder: string, deployable: Deployable, bootstrap: Bootstrap): void {
  const { stackName, template, assets = [] } = deployable;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), json(value));
  // The template is one of them: passed in the call itself, the CLI would write it in YAML.
  const files = [template, ...assets];
  for (const file of files) write(keyOf(file), file);
  write('assets.json', { version: '38.0.1', files: Object.fromEntries(files.map((file) => fileOf(file, bootstrap))) });
  write('manifest.json', {
    version: '36.0.0',
    artifacts: {
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      [stackName]: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        dependencies: ['Assets'],
        displayName: stackName,
        properties: {
          stackName,
          templateFile: keyOf(template),
          stackTemplateAssetObjectUrl: `s3://${bootstrap.bucket}/${keyOf(template)}`,
          assumeRoleArn: bootstrap.role('deploy'),
          cloudFormationExecutionRoleArn: bootstrap.role('cfn-exec'),
        },
      },
    },
  });
}

function fileOf(file: JsonObject, bootstrap: Bootstrap) {
  const key = keyOf(file);
  const destination = {
    bucketName: bootstrap.bucket,
    objectKey: key,
    assumeRoleArn: bootstrap.role('file-publishing'),
  };
  return [key, { source: { path: key, packaging: 'file' }, destinations: { here: destination } }] as const;
}
