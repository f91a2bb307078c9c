import type { HistoryEvent, Json } from '@pasos/asl'

/** A state machine as it is somewhere, with what it needs. */
export interface ImportedMachine {
  name: string
  type: 'STANDARD' | 'EXPRESS'
  /** As it is there. */
  definition: string
  roleArn?: string
  isTraced: boolean
  executions: { name: string; history: HistoryEvent[] }[]
}

export interface ImportedFunction {
  name: string
  arn: string
  runtime: string
  handler: string
  roleArn?: string
  timeoutSeconds: number
  memoryMb: number
  /** Names alone: values may be secrets. */
  environment: string[]
  /** Where its code is to be had as a zip; nothing where only its settings are known. */
  codeLocation?: string
}

export interface ImportedRole {
  arn: string
  name: string
  trustPolicy: Json
  policies: { name: string; document: Json }[]
  /** Those that AWS keeps. */
  managedPolicyArns: string[]
}

/** All that is brought, and what could not be. */
export interface Imported {
  machines: ImportedMachine[]
  functions: ImportedFunction[]
  roles: ImportedRole[]
  notes: string[]
}
