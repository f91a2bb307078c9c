import type { OperationContext } from '@pasos/wire'
import type { CloudFormationDependencies } from '../dependencies.ts'
import { stackCalls } from '../deployment/stack-calls.ts'
import { collectBytes } from '../resources/object-bytes.ts'

const longestStored = 1_048_576

/**
 * The text of a template, or of a part of one, that lies in S3, read as the caller.
 * @param failed the error for why it is not to be had
 */
export async function storedText(
  deps: CloudFormationDependencies,
  place: { Bucket: string; Key: string },
  { caller, region }: OperationContext,
  failed: (reason: string) => Error,
): Promise<string> {
  const call = stackCalls(deps, { caller, region })
  const { Body, ContentLength } = await call('s3', 'GetObject', place).catch((error: Error) => {
    throw failed(`S3 error: ${error.message}`)
  })
  if (Number(ContentLength) > longestStored) throw failed(`Template may not exceed ${longestStored} bytes in size.`)
  return (await collectBytes(Body)).toString('utf8')
}
