import { type JsonSource, parseJsonSource } from '../definition/json-source.ts'
import { JsonSyntaxError, lineAndColumn } from '../definition/json-syntax-error.ts'
import { createFindingList, type FindingList, type SdkActions, type WhyNotRun, type WorkflowType } from './check-context.ts'
import { checkDuplicateKeys } from './duplicate-keys.ts'
import type { Finding } from './finding.ts'
import { analyseFlow } from './flow/analyse-flow.ts'
import type { FlowSamples } from './flow/flow-context.ts'
import type { FunctionPackage } from './handler/check-handler.ts'
import { checkHandlers } from './handler/check-handlers.ts'
import type { FindInputShape } from './parameter-faults.ts'
import type { Place } from './place.ts'
import { hasErrors } from './validate-result.ts'
import { declaresJsonata, walkMachine, walkState } from './walk.ts'

export interface CheckOptions {
  /** Express workflows may do less. Default: STANDARD. */
  type?: WorkflowType
  /** Whether `${Name}` may stand in a text, as in files that SAM, CDK or Terraform fill in before they deploy them. Default: false. */
  substitutions?: boolean
  /** Whether to add advice that AWS does not give (origin `pasos`). Default: true. */
  advice?: boolean
  /** Examples of real data: the more is known, the more can be found. */
  samples?: FlowSamples
  /** The actions of AWS SDK integrations; without, they are believed. */
  sdkActions?: SdkActions
  /** What operations of AWS's APIs take; without, only the names that optimized integrations take are looked at. */
  inputShape?: FindInputShape
  /** What a server could not run is told as advice. */
  whyNotRun?: WhyNotRun
  /** What is in the functions that tasks call, by ARN or name. */
  functions?: Readonly<Record<string, FunctionPackage>>
}

/** AWS: "Maximum state machine definition size: 1 MB". */
export const MAX_DEFINITION_BYTES = 1_048_576

/**
 * Everything that is wrong with a definition, in the order of the text. Never throws, whatever the text is. A definition can be
 * deployed when no finding is an ERROR. Advice follows only then: on a broken definition it would be guesswork.
 */
export function checkDefinition(text: string, options: CheckOptions = {}): Finding[] {
  const list = createFindingList(text, options.type ?? 'STANDARD')
  list.allowsSubstitutions = options.substitutions === true
  list.sdkActions = options.sdkActions
  list.inputShape = options.inputShape
  list.whyNotRun = options.whyNotRun
  const source = readSource(text, list)
  if (source === undefined) return list.findings
  const root: Place = { node: source.root }
  if (root.node.members === undefined) {
    list.report('no-definition', root)
    return list.findings
  }
  if (declaresJsonata(root)) list.language = 'JSONata'
  const scopes = walkMachine(root, list)
  if (options.advice !== false && !hasErrors(list.findings)) {
    const known = list.findings.length
    analyseFlow(scopes, options.samples ?? {}, list)
    if (options.functions) checkHandlers(scopes, options.functions, list)
    const advice = list.findings.splice(known)
    list.findings.push(...advice.toSorted((a, b) => (a.range?.start.offset ?? 0) - (b.range?.start.offset ?? 0)))
  }
  return list.findings
}

export interface CheckStateOptions extends CheckOptions {
  /** What the state is called in locations. AWS's TestState says `StateName`. */
  name?: string
}

/** Checks a single state, as TestState takes it: where it leads to is nobody's concern. */
export function checkStateDefinition(text: string, options: CheckStateOptions = {}): Finding[] {
  const list = createFindingList(text, options.type ?? 'STANDARD', `/States/${options.name ?? 'StateName'}`)
  list.sdkActions = options.sdkActions
  list.inputShape = options.inputShape
  const source = readSource(text, list)
  if (source !== undefined) walkState({ node: source.root }, list)
  return list.findings
}

function readSource(text: string, list: FindingList): JsonSource | undefined {
  if (text.trim() === '') {
    list.report('no-definition', { node: { value: null, start: 0, end: text.length } })
    return undefined
  }
  if (text.length * 3 > MAX_DEFINITION_BYTES && utf8Length(text) > MAX_DEFINITION_BYTES) {
    list.report('definition-size', undefined, { limit: String(MAX_DEFINITION_BYTES) })
    return undefined
  }
  try {
    const source = parseJsonSource(text)
    checkDuplicateKeys(source, list)
    return source
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    list.report(error.isTooDeep ? 'too-deep' : 'json-syntax', undefined, { problem: error.message, what: error.what })
    const position = { offset: error.offset, ...lineAndColumn(text, error.offset) }
    const found = list.findings.at(-1)!
    found.range = { start: position, end: position }
    // AWS: where the text is no JSON there is nothing to locate but the character.
    if (!error.isTooDeep) found.location = error.source
    return undefined
  }
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else if (code >= 0xd800 && code < 0xdc00 && index + 1 < text.length) {
      bytes += 4
      index++
    } else bytes += 3
  }
  return bytes
}
