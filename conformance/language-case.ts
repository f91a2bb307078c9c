import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { ExecutionInfo, HistoryEvent, Json, JsonObject, Limits } from '@pasos/asl'

/** One case of the language, as a file in this folder holds it. README.md says what each member means. */
export interface LanguageCase {
  title: string
  /** The page or section that states what is expected. */
  doc: string
  definition: JsonObject
  input?: Json
  inputText?: string
  context?: Partial<Omit<ExecutionInfo, 'input' | 'inputText'>>
  tasks?: Record<string, TaskAnswer[]>
  limits?: Partial<Limits>
  expect: Expectation
}

export type TaskAnswer = ({ output: Json } | { error: string; cause: string } | { never: true } | { echo: true }) & {
  afterSeconds?: number
  heartbeatsAfterSeconds?: number[]
  submitted?: Json
  workerName?: string
}

export interface Expectation {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'RUNNING' | 'REFUSED'
  output?: Json
  outputText?: string
  error?: string
  cause?: string
  history?: (HistoryEvent['type'] | JsonObject)[]
  contains?: JsonObject[]
  historyLength?: number
  seconds?: number
  findings?: JsonObject[]
}

/** All cases below a folder, by their path within it and without `.json`. */
export function readCases(folder: string): Map<string, LanguageCase> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.json'))
  const name = (file: string) => relative('.', file).slice(0, -'.json'.length).split(sep).join('/')
  return new Map(files.sort().map(file => [name(file), JSON.parse(readFileSync(join(folder, file), 'utf8'))]))
}
