import type { Json, JsonObject } from '@pasos/asl'
import { RE2JS } from 're2js'
import { validationError } from '../errors.ts'
import type { Template } from './template.ts'

export interface GivenParameter {
  ParameterKey?: string
  ParameterValue?: string
  UsePreviousValue?: boolean
}

/** The values of a template's parameters: given, as before, or by default. @throws ApiError ValidationError */
export function parameterValues(
  template: Pick<Template, 'parameters'>,
  given: readonly GivenParameter[] = [],
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const asked = new Map(given.map(each => [each.ParameterKey ?? '', each]))
  const strange = [...asked.keys()].filter(name => !Object.hasOwn(template.parameters, name))
  if (strange.length > 0) throw validationError(`Parameters: [${strange.join(', ')}] do not exist in the template`)
  const values: Record<string, string> = {}
  const lacking: string[] = []
  for (const [name, declared] of Object.entries(template.parameters)) {
    const { ParameterValue, UsePreviousValue } = asked.get(name) ?? {}
    const value = UsePreviousValue ? previous[name] : (ParameterValue ?? plainText(declared['Default']))
    if (value === undefined) lacking.push(name)
    else values[name] = checked(name, declared, value)
  }
  if (lacking.length > 0) throw validationError(`Parameters: [${lacking.join(', ')}] must have values`)
  return values
}

function plainText(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value)
}

function checked(name: string, declared: JsonObject, value: string): string {
  const { Type = 'String', AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declared
  const described = declared['ConstraintDescription']
  const refused = (reason: string) =>
    validationError(typeof described === 'string' ? `Parameter ${name} failed to satisfy constraint: ${described}` : reason)
  if (Type === 'Number' && (value.trim() === '' || !Number.isFinite(Number(value)))) {
    throw validationError(`Parameter '${name}' must be a number.`)
  }
  const all = listed(Type) ? value.split(',').map(item => item.trim()) : [value]
  if (Array.isArray(AllowedValues)) {
    const allowed = AllowedValues.map(String)
    if (!all.every(item => allowed.includes(item))) throw refused(`Parameter '${name}' must be one of AllowedValues`)
  }
  if (typeof AllowedPattern === 'string' && !matches(AllowedPattern, value)) {
    throw refused(`Parameter '${name}' must match pattern ${AllowedPattern}`)
  }
  if (MinLength !== undefined && value.length < Number(MinLength)) {
    throw refused(`Parameter '${name}' must contain at least ${MinLength} characters`)
  }
  if (MaxLength !== undefined && value.length > Number(MaxLength)) {
    throw refused(`Parameter '${name}' must contain at most ${MaxLength} characters`)
  }
  if (MinValue !== undefined && Number(value) < Number(MinValue))
    throw refused(`Parameter '${name}' must be a number not less than ${MinValue}`)
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) {
    throw refused(`Parameter '${name}' must be a number not greater than ${MaxValue}`)
  }
  return value
}

function listed(type: Json): boolean {
  return (
    type === 'CommaDelimitedList' || /^(AWS::SSM::Parameter::Value<)?List</.test(String(type)) || /<CommaDelimitedList>/.test(String(type))
  )
}

function matches(pattern: string, value: string): boolean {
  try {
    return RE2JS.compile(pattern).matches(value)
  } catch {
    // A pattern that only AWS's own expressions have forbids nothing here.
    return true
  }
}

/** A parameter's value as `Ref` has it. */
export function parameterReference(type: Json | undefined, value: string): Json {
  return listed(type ?? 'String') ? value.split(',').map(item => item.trim()) : value
}

/** The name in Parameter Store behind a parameter of such a type. */
export function isStoredParameter(type: Json | undefined): boolean {
  return /^AWS::SSM::Parameter::Value</.test(String(type ?? ''))
}
