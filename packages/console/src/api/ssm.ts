import { awsJson } from './aws-json.ts'
import { tokenPages } from './aws-pages.ts'

const call = awsJson({ service: 'ssm', target: 'AmazonSSM', version: '1.1' })

export type ParameterType = 'String' | 'StringList' | 'SecureString'
export const PARAMETER_TYPES: readonly ParameterType[] = ['String', 'StringList', 'SecureString']

/** What is told of a parameter without telling its value. */
export interface ParameterFacts {
  Name: string
  ARN?: string
  Type: ParameterType
  Version: number
  /** Epoch seconds. */
  LastModifiedDate: number
  Description?: string
  KeyId?: string
}

export const listParameters = () => tokenPages<ParameterFacts>(call, 'DescribeParameters', 'Parameters', { MaxResults: 50 })

/** The facts of one parameter; undefined where there is none of this name. */
export async function describeParameter(name: string): Promise<ParameterFacts | undefined> {
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [name] }]
  return (await call<{ Parameters: ParameterFacts[] }>('DescribeParameters', { ParameterFilters })).Parameters[0]
}

export async function parameterValue(Name: string): Promise<string> {
  return (await call<{ Parameter: { Value: string } }>('GetParameter', { Name, WithDecryption: true })).Parameter.Value
}

export const createParameter = (Name: string, Type: ParameterType, Value: string) => call('PutParameter', { Name, Type, Value })

/** A new version; the type stays. */
export const changeParameter = (Name: string, Value: string) => call('PutParameter', { Name, Value, Overwrite: true })

export const deleteParameter = (Name: string) => call('DeleteParameter', { Name })
