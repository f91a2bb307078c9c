import { ApiError, type OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { type TableRecord, tableArn } from './table-record.ts'

/** @throws ApiError AccessDeniedException when the caller may not do this to the table */
export function mayDo({ refusal }: DynamoDbDependencies, context: OperationContext, action: string, table: TableRecord): void {
  const refused = refusal(context, action, tableArn(table))
  if (refused !== undefined) throw new ApiError('AccessDeniedException', refused, { httpStatus: 400 })
}
