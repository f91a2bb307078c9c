/** A statement of a policy as far as it says to whom it applies. */
export interface Statement {
  Sid?: string
  Effect?: string
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  NotResource?: string | string[]
  Condition?: unknown
}

/** The statements of a document; a text that is none has none. */
export function statementsIn(document: string): Statement[] {
  try {
    const { Statement: found } = JSON.parse(document) as { Statement?: Statement | Statement[] }
    return found === undefined ? [] : [found].flat()
  } catch {
    return []
  }
}

/** Whether a statement speaks of an action on a resource, its conditions aside. */
export function concerns(statement: Statement, action: string, resource: string): boolean {
  return (
    fits(statement.Action, statement.NotAction, action.toLowerCase(), true) &&
    fits(statement.Resource, statement.NotResource, resource, false)
  )
}

function fits(names: string | string[] | undefined, not: string | string[] | undefined, value: string, isFolded: boolean): boolean {
  const matches = (patterns: string | string[]) =>
    [patterns].flat().some(each => matchesPattern(isFolded ? each.toLowerCase() : each, value))
  if (names !== undefined) return matches(names)
  return not === undefined || !matches(not)
}

/** IAM's patterns: `*` for anything, `?` for one letter. */
function matchesPattern(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(value)
}

/** A policy that allows an action on a resource and nothing else, JSON text. */
export function policyAllowing(action: string, resource: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] }, null, 2)
}
