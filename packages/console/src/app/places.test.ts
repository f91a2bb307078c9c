import { describe, expect, it } from 'vitest'
import { placeAt } from './places.tsx'

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:Shop:one'

describe('an address of the console', () => {
  it('leads to the page of what it names, in plain text', () => {
    expect(placeAt(`/executions/${ARN}`).of).toEqual([ARN])
    expect(placeAt('/state-machines/caf%C3%A9%2Fnight').of).toEqual(['café/night'])
    expect(placeAt(`/executions/${ARN}/compare/${ARN}2`).of).toEqual([ARN, `${ARN}2`])
  })

  it('may have slashes in what it names, as people type it', () => {
    const child = 'arn:aws:states:us-east-1:123456789012:express:Shop/Each:one:two'
    const mapRun = 'arn:aws:states:us-east-1:123456789012:mapRun:Shop/Each:one'
    for (const [path, of] of [
      [`/executions/${child}`, child],
      [`/map-runs/${mapRun}/`, mapRun],
      ['/logs//aws/lambda/ship', '/aws/lambda/ship'],
      ['/logs/API-Gateway-Execution-Logs_a1b2/prod/', 'API-Gateway-Execution-Logs_a1b2/prod'],
    ]) {
      expect(placeAt(path!).of).toEqual([of])
    }
    expect(placeAt(`/executions/${child.replace('/', '%2F')}/compare/${ARN}`).of).toEqual([child, ARN])
  })

  it('is read by the most telling rule: a machine may be called as it likes, but "new" is where one is made', () => {
    const [made, named, edited] = ['/state-machines/new', '/state-machines/newer', '/state-machines/new/edit'].map(placeAt)
    expect(made!.of).toEqual([])
    expect(named!.of).toEqual(['newer'])
    expect(edited!.of).toEqual(['new'])
    expect(new Set([made!.place, named!.place, edited!.place]).size).toBe(3)
  })

  it('may end with a slash, and may leave out what is optional', () => {
    expect(placeAt('/executions/').place).toBe(placeAt('/executions').place)
    expect(placeAt('/services').of).toEqual([undefined, undefined])
    expect(placeAt('/services/queues/orders').of).toEqual(['queues', 'orders'])
  })

  it('that is none leads to the page that says so', () => {
    const nowhere = placeAt('/nowhere').place
    for (const path of ['/executions/a/b', '/state-machines/a/b', '/iam/groups/x', '/services/a/b/c', '//'])
      expect(placeAt(path).place).toBe(nowhere)
  })
})
