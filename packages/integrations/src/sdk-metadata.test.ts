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

it('the second map of headers is sorted without regard to case, whatever the answer before had', () => {
  const orders = [
    ['x-amzn-RequestId', 'connection', 'Date'],
    ['x-amzn-RequestId', 'Date', 'connection'],
    ['x-amzn-RequestId', 'connection'],
    [],
    ['x-amzn-RequestId', 'Age', 'connection', 'Date'],
    ['x-amzn-RequestId', 'connection', 'Date'],
  ]
  for (const names of orders) {
    const headers = names.map((name, at): [string, string] => [name, `value ${at}`])
    const { AllHttpHeaders, HttpHeaders } = withMetadata({}, { ...http, headers })['SdkHttpMetadata'] as Record<string, object>
    expect(Object.entries(AllHttpHeaders!)).toEqual(headers.map(([name, value]) => [name, [value]]))
    expect(Object.keys(HttpHeaders!)).toEqual(names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
    expect(HttpHeaders).toEqual(Object.fromEntries(headers))
  }
})
