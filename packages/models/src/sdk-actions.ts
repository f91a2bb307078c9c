import { readFileSync } from 'node:fs'

let texts: Record<string, string> | undefined
const lists = new Map<string, readonly string[]>()

/** What an AWS SDK integration may call of a service (`s3`): `getObject` and the like; `undefined` for a service that there is not. */
export function sdkActions(service: string): readonly string[] | undefined {
  const known = lists.get(service)
  if (known !== undefined) return known
  texts ??= JSON.parse(readFileSync(new URL('../data/actions.json', import.meta.url), 'utf8')) as Record<string, string>
  if (!Object.hasOwn(texts, service)) return undefined
  const list = texts[service]!.split(' ')
  lists.set(service, list)
  return list
}
