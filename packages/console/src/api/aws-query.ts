import { authorization, errorOf } from './aws-json.ts'

/** AWS's query protocol: a form is sent, XML comes back. Lists are given as `Name.member.1`. */
export function awsQuery(service: 'iam' | 'sns' | 'cloudformation', version: string) {
  return async (action: string, input: Record<string, string | readonly string[] | undefined> = {}): Promise<Document> => {
    const body = new URLSearchParams({ Action: action, Version: version })
    for (const [name, value] of Object.entries(input)) {
      if (typeof value === 'string') body.set(name, value)
      else for (const [index, each] of (value ?? []).entries()) body.set(`${name}.member.${index + 1}`, each)
    }
    const answer = await fetch('/', { method: 'POST', headers: { authorization: authorization(service) }, body })
    const text = await answer.text()
    if (!answer.ok) throw errorOf(answer, text)
    return new DOMParser().parseFromString(text, 'application/xml')
  }
}

/** The text of the first element of that name. */
export function textIn(parent: Element | Document, tag: string): string | undefined {
  return parent.getElementsByTagName(tag)[0]?.textContent ?? undefined
}
