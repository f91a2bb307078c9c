/** Operations on settings of buckets that are kept as they were given. */
export const settingNames = [
  ...['GetBucketCors', 'PutBucketCors', 'DeleteBucketCors'],
  ...['GetBucketLifecycleConfiguration', 'PutBucketLifecycleConfiguration', 'DeleteBucketLifecycle'],
  ...['GetBucketWebsite', 'PutBucketWebsite', 'DeleteBucketWebsite'],
  ...['GetBucketReplication', 'PutBucketReplication', 'DeleteBucketReplication'],
  ...['GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption'],
  ...['GetObjectLockConfiguration', 'PutObjectLockConfiguration'],
  ...['GetPublicAccessBlock', 'PutPublicAccessBlock', 'DeletePublicAccessBlock'],
  ...['GetBucketOwnershipControls', 'PutBucketOwnershipControls', 'DeleteBucketOwnershipControls'],
  ...['GetBucketLogging', 'PutBucketLogging'],
  ...['GetBucketAccelerateConfiguration', 'PutBucketAccelerateConfiguration'],
  ...['GetBucketRequestPayment', 'PutBucketRequestPayment'],
  ...['GetBucketNotificationConfiguration', 'PutBucketNotificationConfiguration'],
] as const
