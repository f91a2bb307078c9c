import { expect, it } from 'vitest'
import { machineName, mapRunName } from './arn.ts'

it('calls a Map Run by the label of its Map, and by its state machine where nobody chose one', () => {
  const of = (path: string) => mapRunName(`arn:aws:states:us-east-1:123456789012:mapRun:${path}`)
  expect(of('Import/Rows:14328085-103d-435e-b8e5-4f174779bbe2')).toBe('Rows')
  expect(of('Import/14328085-103d-435e-b8e5-4f174779bbe2:96438d70-c9e5-4682-b881-dae09fb93113')).toBe('Import')
  expect([of('Import:14328085'), mapRunName('nothing')]).toEqual(['Import', 'nothing'])
})

it('calls the machine of a child of a Map Run as the whole is called', () => {
  const of = (path: string) => machineName(`arn:aws:states:us-east-1:123456789012:stateMachine:${path}`)
  expect([of('Import'), of('Import/Rows'), of('Import:3')]).toEqual(['Import', 'Import', 'Import'])
})
