import { describe, expect, it } from 'vitest'
import type { ExecutionRecord } from '../../live/execution-record.ts'
import { filterOf, inOrder, questionOf, timesOf } from './execution-filter.ts'

const question = (address: string) => questionOf(filterOf(new URLSearchParams(address)))

describe('the filter of a list of executions', () => {
  it('stands in the address, and asks for nothing that is not filtered by', () => {
    expect(question('')).toEqual({})
    expect(question('tab=executions&sort=longest')).toEqual({})
    expect(question('status=FAILED&q=order&error=Lost&text=42&since=1h')).toEqual({
      ...{ status: 'FAILED', search: 'order', error: 'Lost', text: '42', since: '1h' },
    })
    expect(question('since=for+ever&status=JUNK')).toEqual({})
  })

  it('reaches from an instant to another, or back from now', () => {
    expect(timesOf({ since: '1h' }, 3_600_000)).toEqual({ from: 0 })
    expect(timesOf({ from: '1970-01-01T00:00:01Z', until: '1970-01-01T00:00:02Z' }, 0)).toEqual({ from: 1_000, until: 2_000 })
    expect(timesOf({ from: 'soon', until: '' }, 0)).toEqual({})
  })

  it('leaves the order of the server, or puts in another what is shown', () => {
    const record = (name: string, startDate: number, stopDate?: number) => ({ name, startDate, stopDate }) as ExecutionRecord
    const records = [record('b', 30), record('c', 20, 90), record('a', 10, 11)]
    const names = (sort: string) => inOrder(records, sort, 50).map(each => each.name)
    expect(names('')).toEqual(['b', 'c', 'a'])
    expect(names('oldest')).toEqual(['a', 'c', 'b'])
    expect(names('longest')).toEqual(['c', 'b', 'a'])
    expect(names('shortest')).toEqual(['a', 'b', 'c'])
    expect(names('name')).toEqual(['a', 'b', 'c'])
    expect(names('sideways')).toEqual(['b', 'c', 'a'])
  })
})
