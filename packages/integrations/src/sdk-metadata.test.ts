import { expect, it } from 'vitest'
import { withMetadata } from './sdk-metadata.ts'

const http = { status: 200, requestId: 'q', headers: [] }

it.each([[{ A: 1, B: 2 }], [{ Z: 1 }], [{ B: 1, A: 2, T: 3 }]])(
  'members stand in the order of their names, metadata among them: %j',
  answer => {
    const names = Object.keys(withMetadata(answer, http))
    expect(names).toEqual([...Object.keys(answer), 'SdkHttpMetadata', 'SdkResponseMetadata'].sort())
  },
)
