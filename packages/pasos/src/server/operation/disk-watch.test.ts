import { expect, it, vi } from 'vitest'
import { refuseOnLowDisk } from './disk-reserve.ts'
import { watchDisk } from './disk-watch.ts'

const context = (service: string, operation: string) => ({ service, operation }) as Parameters<ReturnType<typeof refuseOnLowDisk>>[0]

it('refuses what begins something while less is left than the reserve, and lets the rest go on', async () => {
  vi.useFakeTimers()
  let free = 99
  const disk = await watchDisk({ folder: '/', reserveBytes: 100, everyMs: 10, look: async () => ({ freeBytes: free, sizeBytes: 1e6 }) })
  const admit = refuseOnLowDisk(disk)
  expect(admit(context('states', 'StartExecution'))).toMatchObject({ code: 'ServiceUnavailable', httpStatus: 503 })
  for (const operation of ['SendTaskSuccess', 'StopExecution', 'DescribeExecution', 'DeleteStateMachine'])
    expect(admit(context('states', operation))).toBeUndefined()
  free = 100
  await vi.advanceTimersByTimeAsync(10)
  expect(admit(context('states', 'StartExecution'))).toBeUndefined()
  disk.close()
  vi.useRealTimers()
})

it('takes a disk that cannot be asked for one with room', async () => {
  const disk = await watchDisk({ folder: '/', reserveBytes: 100, look: () => Promise.reject(new Error('no')) })
  expect(disk.isLow()).toBe(false)
  expect(disk.freeBytes()).toBeUndefined()
  disk.close()
})

it('keeps no more of a small disk than a fiftieth', async () => {
  const of = (freeBytes: number) => watchDisk({ folder: '/', reserveBytes: 100, look: async () => ({ freeBytes, sizeBytes: 1_000 }) })
  for (const [free, isLow] of [
    [19, true],
    [20, false],
  ] as const) {
    const disk = await of(free)
    expect(disk.isLow()).toBe(isLow)
    disk.close()
  }
})

it('knows how much room there really is', async () => {
  const disk = await watchDisk({ folder: '/', reserveBytes: 0 })
  expect(disk.freeBytes()).toBeGreaterThan(0)
  expect(disk.isLow()).toBe(false)
  disk.close()
})
