import { ApiError } from '@pasos/wire'

/** S3's errors, in its words. Members go into the error's XML beside code and message. */
export function s3Error(code: string, message: string, httpStatus: number, members: Record<string, unknown> = {}): ApiError {
  return new ApiError(code, message, { httpStatus, members })
}

export const noSuchBucket = (BucketName: string): ApiError =>
  s3Error('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName })

export const noSuchKey = (Key: string): ApiError => s3Error('NoSuchKey', 'The specified key does not exist.', 404, { Key })

export const noSuchVersion = (Key: string, VersionId: string): ApiError =>
  s3Error('NoSuchVersion', 'The specified version does not exist.', 404, { Key, VersionId })

export const noSuchUpload = (UploadId: string): ApiError =>
  s3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId },
  )

export const invalidArgument = (message: string, ArgumentName: string, ArgumentValue: string): ApiError =>
  s3Error('InvalidArgument', message, 400, { ArgumentName, ArgumentValue })

export const preconditionFailed = (Condition: string): ApiError =>
  s3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, { Condition })

/** AWS: list of error codes, those of KMS. */
export const keyRefusals = {
  denied: (message: string): ApiError => s3Error('AccessDenied', message, 403),
  disabled: (message: string): ApiError => s3Error('KMS.DisabledException', message, 400),
  invalidState: (message: string): ApiError => s3Error('KMS.KMSInvalidStateException', message, 400),
  notFound: (message: string): ApiError => s3Error('KMS.NotFoundException', message, 400),
}

/** A body-less 304. */
export const notModified = (): ApiError => s3Error('NotModified', 'Not Modified', 304)
