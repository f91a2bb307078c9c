import type { cloudwatch } from '@pasos/wire'

/** The rule of a composite alarm, as it is read. */
export type AlarmRule =
  | { kind: 'state'; state: cloudwatch.StateValue; alarm: string }
  | { kind: 'constant'; value: boolean }
  | { kind: 'not'; of: AlarmRule }
  | { kind: 'and' | 'or'; of: readonly AlarmRule[] }
  /** `AT_LEAST(2, ALARM, (a, b, c))`: how many, or which share of them. */
  | { kind: 'atLeast'; least: number; isPercent: boolean; of: readonly AlarmRule[] }

/** The rule is none; AWS's words where they are known. */
export class AlarmRuleProblem extends Error {}

const states: Record<string, cloudwatch.StateValue> = { ALARM: 'ALARM', OK: 'OK', INSUFFICIENT_DATA: 'INSUFFICIENT_DATA' }
/** AWS: alarms, truth values and pairs of parentheses. */
const mostElements = 500
/** Each level takes some of the stack. */
const mostDepth = 100

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 *
 * @throws AlarmRuleProblem
 */
export function parseAlarmRule(text: string): AlarmRule {
  const reader = new Reader(text)
  const rule = reader.either()
  reader.end()
  return rule
}

/** The alarms that a rule asks for, by name or ARN. */
export function alarmsIn(rule: AlarmRule): string[] {
  const found = new Set<string>()
  const pending = [rule]
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'state') found.add(next.alarm)
    else if (next.kind === 'not') pending.push(next.of)
    else if (next.kind !== 'constant') pending.push(...[...next.of].reverse())
  }
  return [...found]
}

/** Whether it holds, by the states of alarms; one that is not there is in none. */
export function holds(rule: AlarmRule, stateOf: (alarm: string) => cloudwatch.StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'state':
      return stateOf(rule.alarm) === rule.state
    case 'constant':
      return rule.value
    case 'not':
      return !holds(rule.of, stateOf)
    case 'and':
      return rule.of.every(part => holds(part, stateOf))
    case 'or':
      return rule.of.some(part => holds(part, stateOf))
    case 'atLeast': {
      const count = rule.of.filter(part => holds(part, stateOf)).length
      return rule.isPercent ? count * 100 >= rule.least * rule.of.length : count >= rule.least
    }
  }
}

const token = /\s*(?:(?<sign>[(),])|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<word>[^\s(),"']+))/y

class Reader {
  private readonly tokens: { isSign: boolean; isQuoted: boolean; text: string; at: number }[] = []
  private at = 0
  private depth = 0
  private elements = 0

  constructor(text: string) {
    const end = text.trimEnd().length
    token.lastIndex = 0
    while (token.lastIndex < end) {
      const found = token.exec(text)
      if (!found?.groups) throw new AlarmRuleProblem('A quote has no end')
      const groups = found.groups
      const at = found.index + found[0].length - found[0].trimStart().length
      const { sign, double, single, word } = groups
      const quoted = (double ?? single)?.replaceAll(/\\(.)/g, '$1')
      this.tokens.push({ isSign: sign !== undefined, isQuoted: quoted !== undefined, text: sign ?? quoted ?? word ?? '', at })
    }
  }

  either(): AlarmRule {
    return this.joined('or', () => this.joined('and', () => this.one()))
  }

  end(): void {
    if (this.at < this.tokens.length) throw this.unexpected()
  }

  private joined(kind: 'and' | 'or', part: () => AlarmRule): AlarmRule {
    const of = [part()]
    while (this.takesWord(kind.toUpperCase())) of.push(part())
    return of.length === 1 ? of[0]! : { kind, of }
  }

  private one(): AlarmRule {
    let negations = 0
    for (; this.takesWord('NOT'); negations++);
    const rule = this.plain()
    return negations % 2 === 0 ? rule : { kind: 'not', of: rule }
  }

  private plain(): AlarmRule {
    if (++this.elements > mostElements) throw new AlarmRuleProblem(`It has more than ${mostElements} elements`)
    if (this.takesSign('(')) {
      if (++this.depth > mostDepth) throw new AlarmRuleProblem(`It is nested deeper than ${mostDepth} levels`)
      const inner = this.either()
      this.depth--
      this.expect(')')
      return inner
    }
    if (this.takesWord('TRUE')) return { kind: 'constant', value: true }
    if (this.takesWord('FALSE')) return { kind: 'constant', value: false }
    if (this.takesWord('AT_LEAST')) return this.atLeast()
    const state = this.state()
    this.expect('(')
    const alarm = this.name()
    this.expect(')')
    return { kind: 'state', state, alarm }
  }

  private atLeast(): AlarmRule {
    this.expect('(')
    const [, least, percent] = /^(\d{1,3})(%?)$/.exec(this.name()) ?? []
    if (least === undefined) throw new AlarmRuleProblem('AT_LEAST begins with a number or a percentage')
    this.expect(',')
    const isNot = this.takesWord('NOT')
    const state = this.state()
    this.expect(',')
    this.expect('(')
    const of: AlarmRule[] = []
    do {
      const child: AlarmRule = { kind: 'state', state, alarm: this.name() }
      of.push(isNot ? { kind: 'not', of: child } : child)
    } while (this.takesSign(','))
    this.expect(')')
    this.expect(')')
    this.elements += of.length
    return { kind: 'atLeast', least: Number(least), isPercent: percent === '%', of }
  }

  private state(): cloudwatch.StateValue {
    const next = this.tokens[this.at]
    const state = next && !next.isQuoted ? states[next.text.toUpperCase()] : undefined
    if (!state) throw this.unexpected()
    this.at++
    return state
  }

  private name(): string {
    const next = this.tokens[this.at]
    if (!next || next.isSign || next.text === '') throw this.unexpected()
    this.at++
    return next.text
  }

  private takesWord(word: string): boolean {
    const next = this.tokens[this.at]
    const isIt = next !== undefined && !next.isQuoted && !next.isSign && next.text.toUpperCase() === word
    if (isIt) this.at++
    return isIt
  }

  private takesSign(sign: string): boolean {
    const next = this.tokens[this.at]
    const isIt = next?.isSign === true && next.text === sign
    if (isIt) this.at++
    return isIt
  }

  private expect(sign: string): void {
    if (!this.takesSign(sign)) throw this.unexpected()
  }

  private unexpected(): AlarmRuleProblem {
    const next = this.tokens[this.at]
    return new AlarmRuleProblem(next ? `Unsupported token '${next.text}' at char ${next.at}` : 'It ends too early')
  }
}
