import type { Finding } from '@pasos/asl'

/** What stands in an object for a member of any kind that only a deployment tells. */
export const UNKNOWN = '${unknown}'

/** The same in the text of a definition. */
export const HOLE = `"${UNKNOWN}"`

/** A finding stands at a value, or at the name of a member. */
const AT_A_HOLE = /^(?:"(?:[^"\\]|\\.)*"\s*:\s*)?"\$\{unknown\}"/

/** What depends on which states there are and where they lead to. */
const OF_STRUCTURE: ReadonlySet<string> = new Set(['missing-target', 'unreachable-state', 'no-terminal-state'])

/** What stands between the braces of a variable: quoted texts and other variables too, `${self:custom.${opt:stage, "dev"}}`. */
const WITHIN = Array.from({ length: 4 }).reduce<string>(inner => String.raw`(?:[^"\\{}]|\\.|\{${inner}\})*`, String.raw`(?:[^"\\{}]|\\.)*`)

/** A variable of Serverless that is a whole value, not two with a text between them. */
const AT_A_VARIABLE = new RegExp(String.raw`^(?:"(?:[^"\\]|\\.)*"\s*:\s*)?"\$\{${WITHIN}\}"`)

/** The findings that hold whatever stands in the holes: none of a hole itself, and none of the way through states where one may hide some. */
export function withoutHoles(findings: Finding[], text: string): Finding[] {
  return text.includes(HOLE) ? without(findings, text, AT_A_HOLE, () => true) : findings
}

/** The same where each variable that is a whole value is a hole: a number, a list, states. Elsewhere it would stay a text. */
export function withoutVariables(findings: Finding[], text: string): Finding[] {
  return without(findings, text, AT_A_VARIABLE, ({ rule }) => rule === 'value-type')
}

/** `isAbout`: whether a finding at a hole is one of what may come to stand there. */
function without(findings: Finding[], text: string, hole: RegExp, isAbout: (finding: Finding) => boolean): Finding[] {
  const isHole = (finding: Finding) => {
    const { range } = finding
    return range !== undefined && isAbout(finding) && hole.test(text.slice(range.start.offset))
  }
  const isPartial = findings.some(finding => isHole(finding) && /Object|Array/.test(String(finding.parameters['expected'])))
  return findings.filter(finding => !(isHole(finding) || (isPartial && OF_STRUCTURE.has(finding.rule))))
}
