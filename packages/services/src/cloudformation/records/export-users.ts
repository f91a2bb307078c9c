import type { DataStore } from '@pasos/engine'
import { type StackRecord, stacksIn } from './stack-record.ts'

/** The names of the stacks that import what another exports. */
export async function exportUsers(data: DataStore, place: Pick<StackRecord, 'accountId' | 'region'>, name: string): Promise<string[]> {
  const users: string[] = []
  for await (const stack of stacksIn(data, place)) {
    if (stack.deleted === undefined && stack.imports.includes(name)) users.push(stack.name)
  }
  return users
}
