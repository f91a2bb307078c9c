import { type FormDialect, writeForm } from '../../codec/form.ts'
import { readXmlMembers } from '../../codec/read-xml.ts'
import { parseXml, type XmlElement } from '../../codec/xml-document.ts'
import { type ClientProtocol, type ClientResponse, type ServiceError, textOf } from '../client-protocol.ts'

export function queryClient(dialect: FormDialect): ClientProtocol {
  return {
    writeInput(operation, input, { model }) {
      const fields: [string, string][] = [
        ['Action', operation.name],
        ['Version', model.version],
        ...writeForm(operation.input, input, dialect),
      ]
      return {
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams(fields).toString(),
      }
    },
    readOutput(operation, { body }) {
      if (operation.output.members.length === 0) return {}
      const answer = parseXml(textOf(body))
      const { wrapper } = operation.model
      const result = wrapper === undefined ? answer : answer.children.find(({ name }) => name === wrapper)
      return result === undefined ? {} : readXmlMembers(operation.output, result, 'query')
    },
    readError: readXmlError,
  }
}

/** `<ErrorResponse><Error>…`, `<Response><Errors><Error>…` and `<Error>…` alike. */
export function readXmlError({ body, status }: ClientResponse): ServiceError {
  const unknown = { code: `Http${status}`, message: '', members: {} }
  let answer: XmlElement
  try {
    answer = parseXml(textOf(body))
  } catch {
    return unknown
  }
  const error = findError(answer)
  if (error === undefined) return unknown
  const members = Object.fromEntries(error.children.map(({ name, text }) => [name, text]))
  return { code: members['Code'] ?? unknown.code, message: members['Message'] ?? '', members }
}

function findError(element: XmlElement, depth = 0): XmlElement | undefined {
  if (element.name === 'Error') return element
  if (depth === 3) return undefined
  for (const child of element.children) {
    const found = findError(child, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
