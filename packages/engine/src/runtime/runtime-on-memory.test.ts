import { describe } from 'vitest'
import { mapRunDeathsContract } from '../contracts/map-run-deaths-contract.ts'
import { type RuntimePlace, runtimeContract } from '../contracts/runtime-contract.ts'
import { memoryJournal } from '../memory/memory-journal.ts'

const open = async (): Promise<RuntimePlace> => {
  const journal = memoryJournal()
  return { journal: () => journal, restart: async () => journal.crash(), close: async () => undefined }
}

describe('the runtime on the journal in memory', () => runtimeContract(open))
describe('Map Runs on the journal in memory', () => mapRunDeathsContract(open))
