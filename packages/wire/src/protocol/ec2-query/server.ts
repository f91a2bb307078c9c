import { readForm } from '../../codec/form.ts'
import { escapeXml, writeXmlMembers } from '../../codec/xml.ts'
import type { ServerProtocol } from '../protocol.ts'

/** ec2Query: a form with names of its own, XML back without a result element. */
export const ec2Query: ServerProtocol = {
  family: 'ec2',
  match(parsed) {
    const operation = parsed.form().get('Action')
    return operation === null ? undefined : { operation }
  },
  readInput: (operation, parsed) => readForm(operation.input, parsed.form(), 'ec2Query'),
  writeOutput: ({ name, output: shape }, output, { model }, requestId) => ({
    status: 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-RequestId': requestId },
    body: `<${name}Response xmlns="${model.xmlNamespace}/"><requestId>${requestId}</requestId>${writeXmlMembers(shape, output)}</${name}Response>`,
  }),
  writeError: ({ code, message, status }, _parsed, _service, requestId) => ({
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-RequestId': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  }),
}
