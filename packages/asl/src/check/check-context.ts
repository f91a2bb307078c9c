import { lineAndColumn } from '../definition/json-syntax-error.ts'
import { fillIn } from './catalogue/fill-in.ts'
import { RULES, type RuleId } from './catalogue/rule-catalogue.ts'
import { createExpressionParser, type ParsedJsonata } from './expression/jsonata-tree.ts'
import { isFilledLater } from './filled-later.ts'
import type { Finding, TextPosition } from './finding.ts'
import type { FindInputShape } from './parameter-faults.ts'
import { locationOf, type Place } from './place.ts'

export type WorkflowType = 'STANDARD' | 'EXPRESS'
export type QueryLanguage = 'JSONPath' | 'JSONata'

/** What every rule is given: where to report, and the few facts that hold for the whole definition. */
export interface CheckContext {
  readonly type: WorkflowType
  readonly language: QueryLanguage
  /** Whether `${Name}` will be replaced before the definition is deployed. */
  readonly allowsSubstitutions: boolean
  /** The actions of an AWS SDK integration's service, where that is known. */
  readonly sdkActions?: SdkActions | undefined
  /** What operations take, where that is known. */
  readonly inputShape?: FindInputShape | undefined
  /** Why a server could not run a Resource, where a server is asked. */
  readonly whyNotRun?: WhyNotRun | undefined
  report(rule: RuleId, place: Place | undefined, parameters?: Readonly<Record<string, string>>): void
  /** Enough findings have been collected: a walk may stop. */
  readonly isFull: boolean
  /** Parses an expression, each distinct one once. */
  parseExpression(text: string): ParsedJsonata
}

/** What an AWS SDK integration may call of a service, by the service's name there; `undefined` for a service that there is not. */
export type SdkActions = (service: string) => readonly string[] | undefined

/** Nobody answers for the service, or the integration itself is not there; nothing for what can be run. */
export type WhyNotRun = (resource: string) => { service: string } | 'integration' | undefined

/** Nobody reads more, and a hostile definition must not make us write a gigabyte. */
export const MAX_FINDINGS = 1_000

export interface FindingList extends CheckContext {
  language: QueryLanguage
  allowsSubstitutions: boolean
  sdkActions?: SdkActions | undefined
  inputShape?: FindInputShape | undefined
  whyNotRun?: WhyNotRun | undefined
  readonly findings: Finding[]
}

/** Collects findings. `prefix` stands before each location, for a state checked on its own. */
export function createFindingList(text: string, type: WorkflowType, prefix = ''): FindingList {
  const findings: Finding[] = []
  const positionAt = createPositions(text)
  const list: FindingList = {
    type,
    language: 'JSONPath',
    allowsSubstitutions: false,
    findings,
    parseExpression: createExpressionParser(),
    get isFull() {
      return findings.length >= MAX_FINDINGS
    },
    report(rule, place, parameters = {}) {
      if (findings.length >= MAX_FINDINGS) return
      // What a deployment still writes can be anything but another type: a text stays one, whatever is filled into it.
      if (rule !== 'value-type' && isFilledLater(place?.node.value, list)) return
      const { code, severity, origin, text: template } = RULES[rule]
      const finding: Finding = { severity, code, rule, message: fillIn(template, parameters), origin, parameters }
      if (place) {
        const location = locationOf(place)
        finding.location = prefix === '' ? location : `${prefix}${location === '/' ? '' : location}`
        finding.range = { start: positionAt(place.member?.nameStart ?? place.node.start), end: positionAt(place.node.end) }
      }
      findings.push(finding)
    },
  }
  return list
}

/** Offsets to lines and columns; the lines are counted once, at the first question. */
export function createPositions(text: string): (offset: number) => TextPosition {
  let starts: number[] | undefined
  return offset => {
    if (text.length < 4_096) return { offset, ...lineAndColumn(text, offset) }
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return { offset, line: low + 1, column: offset - starts[low]! + 1 }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length)
  return starts
}
