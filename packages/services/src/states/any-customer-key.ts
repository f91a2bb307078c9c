import type { Catalog } from '@pasos/engine'
import type { Revision } from './state-machine-record.ts'

const kinds = ['stateMachine', 'stateMachineVersion', 'stateMachineRevision']

/** Whether any state machine has a key of the customer's, or had one: where none has, nobody is asked about an execution. */
export function anyCustomerKey(catalog: Catalog): boolean {
  let known = anywhere.get(catalog)
  if (!known) {
    const seen = { answer: kinds.some(kind => catalog.list<Revision>(kind).some(isOfKey)) }
    // All are looked through once; then only what changes.
    const leave = catalog.watch(({ kind, key }) => {
      if (kinds.includes(kind)) seen.answer ||= isOfKey(catalog.get<Revision>(kind, key))
      if (seen.answer) leave()
    })
    anywhere.set(catalog, seen)
    known = seen
  }
  return known.answer
}

const isOfKey = (revision: Revision | undefined): boolean => revision?.encryptionConfiguration.kmsKeyId !== undefined

const anywhere = new WeakMap<Catalog, { answer: boolean }>()
