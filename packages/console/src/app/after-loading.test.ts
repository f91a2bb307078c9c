import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { afterLoading } from './after-loading.ts'

describe('going to another page', () => {
  let gone: string[] = []
  const go = (to: string) => {
    gone.push(to)
    vi.stubGlobal('location', new URL(to, 'http://127.0.0.1/'))
  }
  beforeEach(() => {
    vi.useFakeTimers()
    gone = []
    vi.stubGlobal('location', new URL('http://127.0.0.1/executions?status=FAILED'))
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('waits for its code', async () => {
    const code = Promise.withResolvers<void>()
    afterLoading(() => code.promise)(go, '/functions')
    await vi.advanceTimersByTimeAsync(500)
    expect(gone).toEqual([])
    code.resolve()
    await vi.runAllTimersAsync()
    expect(gone).toEqual(['/functions'])
  })

  it('does not wait for ever, nor where the code cannot be had', async () => {
    afterLoading(() => new Promise(() => undefined))(go, '/functions')
    await vi.advanceTimersByTimeAsync(1_000)
    afterLoading(() => Promise.reject(new Error('no such chunk')))(go, '/metrics')
    await vi.runAllTimersAsync()
    expect(gone).toEqual(['/functions', '/metrics'])
  })

  it('is overtaken by whoever goes elsewhere meanwhile, by a link or back', async () => {
    const slow = Promise.withResolvers<void>()
    const around = afterLoading(to => (to === '/functions' ? slow.promise : Promise.resolve()))
    around(go, '/functions')
    around(go, '/metrics')
    await vi.advanceTimersByTimeAsync(0)
    slow.resolve()
    await vi.runAllTimersAsync()
    expect(gone).toEqual(['/metrics'])
    around(go, '/iam')
    vi.stubGlobal('location', new URL('http://127.0.0.1/'))
    await vi.runAllTimersAsync()
    expect(gone).toEqual(['/metrics'])
  })

  it('is nothing to wait for where only the address of the same page changes', () => {
    afterLoading(() => new Promise(() => undefined))(go, '/executions?status=RUNNING')
    expect(gone).toEqual(['/executions?status=RUNNING'])
  })
})
