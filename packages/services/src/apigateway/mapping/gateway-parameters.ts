import { isJsonObject, type Json } from '@pasos/asl'
import { invalidMapping, sourceValue } from './parameters.ts'
import type { MappingScope } from './reference.ts'

const place = /^gatewayresponse\.header\.([\w$-]+)$/
const source =
  /^(?:'[^']*'|context(?:\.\w+)+|stageVariables\.\w+|method\.request\.(?:(?:multivalue)?(?:header|querystring)|path)\.[\w$-]+)$/

/** Of the gateway's own answers: no body of a request or of an integration stands behind them. @throws ApiError BadRequestException */
export function checkGatewayMapping(to: string, from: string): void {
  if (!place.test(to)) throw invalidMapping(to)
  if (!source.test(from)) throw invalidMapping(from)
}

/** The headers that an answer of the gateway has, by their names. */
export function gatewayHeaders(mappings: Record<string, string>, scope: MappingScope): [name: string, value: string][] {
  return Object.entries(mappings).flatMap(([to, from]) => {
    const [, name] = place.exec(to) ?? []
    const value = sourceValue(from, scope)
    return value === undefined || name === undefined || /[\r\n\0]/.test(value) ? [] : [[name, value] as [string, string]]
  })
}

const reference = /\$(?:\{([\w-]+(?:\.[\w-]+)*)\}|([\w-]+(?:\.[\w-]+)*))/g

/** AWS: such a template is no program of Velocity's; names in it are filled in, and what is no name of anything stays as it stands. */
export function filledTemplate(template: string, scope: MappingScope): string {
  return template.replaceAll(reference, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? ''
    if (/^(?:context|stageVariables)\./.test(name)) return textOf(valueAt(name, scope))
    return /^method\.request\.(?:header|querystring|path)\./.test(name) ? (sourceValue(name, scope) ?? '') : whole
  })
}

function valueAt(name: string, { context, stageVariables }: MappingScope): Json | undefined {
  const [root, ...members] = name.split('.')
  let value: Json | undefined = root === 'context' ? context : stageVariables
  for (const member of members) value = isJsonObject(value ?? null) ? own(value as Record<string, Json>, member) : undefined
  return value
}

function own(values: Record<string, Json>, name: string): Json | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
