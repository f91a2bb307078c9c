import type { TurnWrite } from './journal.ts'

/** Why a write can't be kept by any store: numbers are kept as integers, and must come back as they were given. */
export function unstorableNumber(write: TurnWrite): string | undefined {
  for (const { timer, at } of write.setTimers)
    if (!Number.isSafeInteger(at)) return `the time of the timer ${timer} is ${at}, which is no whole number within 2^53`
  const record = write.created ?? write.changed
  for (const value of [record?.startDate, record?.stopDate, record?.redriveDate, record?.redriveCount])
    if (value !== undefined && !Number.isSafeInteger(value)) return `a date is ${value}, which is no whole number within 2^53`
  return undefined
}
