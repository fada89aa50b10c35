import { generatedName } from '../cloudformation/context';
import { ServiceError } from '../cloudformation/errors';
import type { ResourceType } from '../cloudformation/resource-type';
import { servicesOf } from '../cloudformation/services';
import { native, required } from '../cloudformation/types/native';
import { arn } from '../environment';
import { refuseOthers } from '../transport/calls';
import { type JsonObject, objectAt, textAt } from '../transport/json';
import type { Versioning } from './bucket';

/** Accepted without effect here: encryption, lifecycle (nothing expires), public access, ownership. */
const PROPERTIES = [
  'BucketName',
  'BucketEncryption',
  'LifecycleConfiguration',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
];

/** The types of resources of S3. A bucket with something in it fails to be deleted, as in the service; `DeletionPolicy: Retain` leaves it. */
export const BUCKET_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': native({
    replacedBy: ['BucketName'],
    put({ context, stack, logicalId, properties }, physicalId) {
      refuseOthers('AWS::S3::Bucket', properties, PROPERTIES);
      const { buckets } = servicesOf(context);
      const generated = () => generatedName(context, stack, logicalId, 63).toLowerCase();
      const name = physicalId ?? textAt(properties, 'BucketName') ?? generated();
      const bucket = physicalId === undefined ? buckets.create(name) : buckets.get(name);
      bucket.versioning = versioningOf(properties);
      const { region, urlSuffix } = context.environment;
      return {
        physicalId: name,
        attributes: {
          // The ARN of a bucket names neither Region nor account: its name is unique without them.
          Arn: arn({ ...context.environment, region: '', account: '' }, 's3', name),
          DomainName: `${name}.s3.${urlSuffix}`,
          RegionalDomainName: `${name}.s3.${region}.${urlSuffix}`,
        },
      };
    },
    remove: (context, name) => {
      const { buckets } = servicesOf(context);
      if (buckets.find(name)) buckets.delete(name);
    },
  }),

  'AWS::S3::BucketPolicy': native({
    replacedBy: ['Bucket'],
    put({ context, properties }, physicalId) {
      refuseOthers('AWS::S3::BucketPolicy', properties, ['Bucket', 'PolicyDocument']);
      const bucket = servicesOf(context).buckets.get(required(properties, 'Bucket'));
      if (physicalId === undefined && bucket.policy !== undefined) {
        throw new ServiceError('ValidationException', `The bucket policy already exists on bucket ${bucket.name}.`);
      }
      bucket.policy = JSON.stringify(objectAt(properties, 'PolicyDocument'));
      return { physicalId: bucket.name, attributes: {} };
    },
    remove: (context, name) => {
      const bucket = servicesOf(context).buckets.find(name);
      if (bucket) bucket.policy = undefined;
    },
  }),
};

function versioningOf(properties: JsonObject): Versioning {
  const status = textAt(objectAt(properties, 'VersioningConfiguration'), 'Status');
  if (status === undefined) return 'Off';
  if (status === 'Enabled' || status === 'Suspended') return status;
  throw new ServiceError(
    'ValidationException',
    `VersioningConfiguration: Status must be Enabled or Suspended, not ${status}`,
  );
}
