import { authorization, errorOf, READS } from './aws-json.ts'
import { ask, callAlone } from './call-server.ts'

/** AWS's query protocol: a form is sent, XML comes back. Lists are given as `Name.member.1`. */
export function awsQuery(service: 'iam' | 'sns' | 'cloudformation', version: string) {
  return async (action: string, input: Record<string, string | readonly string[] | undefined> = {}): Promise<Document> => {
    const body = new URLSearchParams({ Action: action, Version: version })
    for (const [name, value] of Object.entries(input)) {
      if (typeof value === 'string') body.set(name, value)
      else for (const [index, each] of (value ?? []).entries()) body.set(`${name}.member.${index + 1}`, each)
    }
    const headers = { authorization: authorization(service), 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    const answer = await (READS.test(action) ? ask : callAlone)({ method: 'POST', url: '/', headers, body: body.toString() })
    const text = await answer.text()
    if (!answer.ok) throw errorOf(answer, text)
    return new DOMParser().parseFromString(text, 'application/xml')
  }
}

/** The text of the first element of that name. */
export function textIn(parent: Element | Document, tag: string): string | undefined {
  return parent.getElementsByTagName(tag)[0]?.textContent ?? undefined
}
