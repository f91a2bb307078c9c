import type { OperationShape, Service } from '@pasos/models'
import type { Values } from '../codec/tree.ts'
import { ApiError } from '../operation.ts'
import type { Call } from './call.ts'
import { findViolations } from './constraints.ts'

/** Holds the input of a call to its model. @throws ApiError */
export function validate({ service, shape, input }: Call): void {
  checkInput(service, shape, input)
}

/** @throws ApiError naming all in which an input is not what its model demands, in AWS's words and under the service's own code */
export function checkInput({ model }: Pick<Service, 'model'>, shape: Pick<OperationShape, 'input'>, input: Values): void {
  const found = findViolations(shape.input, input)
  if (found === undefined) return
  const { code, missing } = model.refusal ?? {}
  const [lacking] = found.missing
  if (missing !== undefined && lacking !== undefined) throw new ApiError(missing.code, missing.text.replace('{member}', lacking))
  const count = `${found.findings.length} validation error${found.findings.length > 1 ? 's' : ''} detected`
  const usual = model.protocols[0] === 'awsQuery' ? 'ValidationError' : 'ValidationException'
  throw new ApiError(code ?? usual, found.ownText ?? `${count}: ${found.findings.join('; ')}`)
}
