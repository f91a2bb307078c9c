import { ApiError, type lambda, type OperationContext } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import type { StoredCode } from './function-host.ts'

/** Stores the code of a request. @throws ApiError InvalidParameterValueException */
export async function storeCode(
  deps: LambdaDependencies,
  code: lambda.FunctionCode | undefined,
  context: OperationContext,
): Promise<StoredCode> {
  if (code?.ImageUri !== undefined) throw invalidParameter('Container images cannot be run here: deploy the function as a zip file.')
  const archive = code?.S3Bucket === undefined ? code?.ZipFile : await archiveInS3(deps, code, context)
  if (!archive) throw invalidParameter('Please provide a source for function code.')
  if (archive.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip')
  const stored = await deps.codeStore.put(archive)
  if ('refused' in stored) throw invalidParameter(stored.refused)
  return stored.code
}

/** The archive that lies in a bucket, read as the caller. */
async function archiveInS3(deps: LambdaDependencies, code: lambda.FunctionCode, context: OperationContext): Promise<Uint8Array> {
  const { S3Bucket: bucket = '', S3Key: key, S3ObjectVersion: version } = code
  if (key === undefined) throw invalidParameter('Please provide a source for function code.')
  try {
    return await deps.objectOf({ bucket, key, ...(version != null && { version }) }, context)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw invalidParameter(`Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`)
  }
}
