import type { CheckContext } from '../check-context.ts'
import type { ObjectVisit } from '../visit.ts'

/** Developer guide, "Accessing resources in other accounts": Credentials names the role; AWS says so as it does of parameters. */
export function checkCredentials({ place, name }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Credentials' || place.node.members === undefined) return
  const isNamed = ['RoleArn', 'RoleArn.$'].some(field => place.node.members?.has(field))
  if (!isNamed) context.report('parameter-missing', place, { field: 'RoleArn' })
}
