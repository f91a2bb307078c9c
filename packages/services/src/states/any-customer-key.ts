import type { Catalog } from '@pasos/engine'
import type { Revision } from './state-machine-record.ts'

/** Whether any state machine has a key of the customer's, or had one: where none has, nobody is asked about an execution. */
export function anyCustomerKey(catalog: Catalog): boolean {
  let known = anywhere.get(catalog)
  if (known?.revision !== catalog.revision) {
    const kinds = ['stateMachine', 'stateMachineVersion', 'stateMachineRevision']
    const isOfKey = ({ encryptionConfiguration }: Revision): boolean => encryptionConfiguration.kmsKeyId !== undefined
    known = { revision: catalog.revision, answer: kinds.some(kind => catalog.list<Revision>(kind).some(isOfKey)) }
    anywhere.set(catalog, known)
  }
  return known.answer
}

const anywhere = new WeakMap<Catalog, { revision: number; answer: boolean }>()
