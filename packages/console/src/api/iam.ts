import { authorization, errorOf } from './aws-json.ts'

export interface Role {
  name: string
  arn: string
}

/** The account's roles, all pages of them. IAM answers in XML. */
export async function listRoles(): Promise<Role[]> {
  const roles: Role[] = []
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const body = new URLSearchParams({ Action: 'ListRoles', Version: '2010-05-08', ...(marker ? { Marker: marker } : {}) })
    const answer = await fetch('/', { method: 'POST', headers: { authorization: authorization('iam') }, body })
    const text = await answer.text()
    if (!answer.ok) throw errorOf(answer, text)
    const page = new DOMParser().parseFromString(text, 'application/xml')
    const of = (parent: Element | Document, tag: string) => parent.getElementsByTagName(tag)[0]?.textContent ?? undefined
    for (const member of page.querySelectorAll('Roles > member'))
      roles.push({ name: of(member, 'RoleName') ?? '', arn: of(member, 'Arn') ?? '' })
    marker = of(page, 'Marker')
  }
  return roles
}
