import { readFileSync } from 'node:fs'

/** Where permissions begin with something else than signatures are made for (service authorization reference). */
const CORRECTIONS: Readonly<Record<string, string>> = {
  cloudwatch: 'cloudwatch',
  cloudcontrol: 'cloudformation',
  iotdataplane: 'iot',
  iotsecuretunneling: 'iot',
  mturk: 'mechanicalturk',
  resourcegroupstaggingapi: 'tag',
  sso: 'sso',
}

/** What permissions of a service begin with, by its name in the AWS SDK integrations, where it is not that name. */
export function readIamPrefixes(): Record<string, string> {
  const heads = JSON.parse(readFileSync(new URL('../../models/data/services.json', import.meta.url), 'utf8')) as Record<
    string,
    { scope: string }
  >
  const prefixes = Object.entries(heads).map(([name, { scope }]) => [name, CORRECTIONS[name] ?? scope] as const)
  return Object.fromEntries(prefixes.filter(([name, prefix]) => prefix !== name))
}
