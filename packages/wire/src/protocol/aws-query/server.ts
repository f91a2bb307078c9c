import { readForm } from '../../codec/form.ts'
import { escapeXml, writeXmlMembers } from '../../codec/xml.ts'
import type { ServerProtocol } from '../protocol.ts'

/** awsQuery: `Action=Operation&Version=…` as a form or in the address, XML back. */
export const awsQuery: ServerProtocol = {
  family: 'query',
  match(parsed) {
    const operation = parsed.form().get('Action')
    return operation === null ? undefined : { operation }
  },
  readInput: (operation, parsed) => readForm(operation.input, parsed.form()),
  writeOutput(operation, output, service, requestId) {
    const { name } = operation
    // A result without members is written all the same (UpdateRole); only an operation that has none at all goes without.
    const { wrapper } = operation.model
    const result = wrapper === undefined ? '' : `<${wrapper}>${writeXmlMembers(operation.output, output)}</${wrapper}>`
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-RequestId': requestId },
      body: `<${name}Response xmlns="${service.model.xmlNamespace}">${result}${metadata}</${name}Response>`,
    }
  },
  writeError(error, _parsed, service, requestId) {
    const namespace = service?.model.xmlNamespace
    const code = error.shape?.error?.queryCode ?? error.code
    const type = error.fault === 'client' ? 'Sender' : 'Receiver'
    const members = error.shape === undefined ? '' : writeXmlMembers(error.shape, withoutMessage(error.members))
    const detail = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>${members}</Error>`
    return {
      status: error.status,
      headers: { 'content-type': 'text/xml', 'x-amzn-RequestId': requestId },
      body: `<ErrorResponse${namespace === undefined ? '' : ` xmlns="${namespace}"`}>${detail}<RequestId>${requestId}</RequestId></ErrorResponse>`,
    }
  },
}

function withoutMessage(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => name.toLowerCase() !== 'message'))
}
