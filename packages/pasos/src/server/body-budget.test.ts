import { expect, it } from 'vitest'
import { createBodyBudget } from './body-budget.ts'

const never = new AbortController().signal
const settled = () => new Promise(resolve => setImmediate(resolve))

it('lets bodies in until the budget is spent, and the others in the order in which they came', async () => {
  const budget = createBodyBudget(100)
  const entered: string[] = []
  const take = async (name: string, bytes: number) => {
    const back = await budget.take(bytes, never)
    entered.push(name)
    return back
  }
  const first = await take('first', 60)
  const second = take('second', 60)
  const third = take('third', 10)
  await settled()
  expect(entered).toEqual(['first'])
  expect(budget.waiting()).toBe(2)
  first()
  first()
  await Promise.all([second, third])
  expect(entered).toEqual(['first', 'second', 'third'])
})

it('lets a body that is larger than the budget in alone', async () => {
  const budget = createBodyBudget(100)
  const back = await budget.take(500, never)
  let isIn = false
  const next = budget.take(1, never).then(() => (isIn = true))
  await settled()
  expect(isIn).toBe(false)
  back()
  await next
})

it('forgets who went away while waiting', async () => {
  const budget = createBodyBudget(100)
  await budget.take(100, never)
  const gone = new AbortController()
  const waiting = budget.take(50, gone.signal)
  gone.abort()
  await expect(waiting).rejects.toThrow('went away')
  expect(budget.waiting()).toBe(0)
})
