import type { lambda } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import type { StoredCode } from './function-host.ts'

/** Stores the code of a request. @throws ApiError InvalidParameterValueException */
export async function storeCode(deps: LambdaDependencies, code: lambda.FunctionCode | undefined): Promise<StoredCode> {
  if (code?.ImageUri !== undefined) throw invalidParameter('Container images cannot be run here: deploy the function as a zip file.')
  if (code?.S3Bucket !== undefined) throw invalidParameter('Code cannot be read from S3 here: send the zip file with the request.')
  if (!code?.ZipFile) throw invalidParameter('Please provide a source for function code.')
  if (code.ZipFile.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip')
  const stored = await deps.codeStore.put(code.ZipFile)
  if ('refused' in stored) throw invalidParameter(stored.refused)
  return stored.code
}
