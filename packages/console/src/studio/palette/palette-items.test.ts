import { checkDefinition, stateTypes } from '@pasos/asl'
import { runCommand } from '@pasos/graph'
import { describe, expect, it } from 'vitest'
import { actionItems, flowItems, functionItems, ownItems, type PaletteItem, patternItems, sdkItem } from './palette-items.ts'

const OWN = {
  queue: [{ name: 'orders', value: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders' }],
  topic: [{ name: 'news', value: 'arn:aws:sns:us-east-1:123456789012:news' }],
  table: [{ name: 'people', value: 'people' }],
  machine: [{ name: 'other', value: 'arn:aws:states:us-east-1:123456789012:stateMachine:other' }],
}
const FUNCTION = { name: 'f', value: 'arn:aws:lambda:us-east-1:123456789012:function:f' }

/** What the check has against a machine of this one state, put in as the Studio does. */
function errorsWith({ stateName, state, clip }: PaletteItem, language: string): string[] {
  const empty = JSON.stringify({ QueryLanguage: language, StartAt: '', States: {} })
  const place = { scope: [], from: '' }
  const outcome = runCommand(empty, clip ? { type: 'paste', place, clip } : { type: 'insert', place, name: stateName, state })
  if ('refused' in outcome) return [outcome.refused]
  return checkDefinition(outcome.text).flatMap(({ severity, code, message }) =>
    severity === 'ERROR' || code === 'TASK_TOKEN_NOT_PASSED' ? [message] : [],
  )
}

describe.each(['JSONPath', 'JSONata'] as const)('in %s the palette', language => {
  it('offers every state type, what there is on the server, patterns and every integration, each without an error', () => {
    const flow = flowItems({}).filter(({ type }) => type !== 'Choice')
    const items = [
      ...flow,
      ...functionItems([FUNCTION]),
      ...ownItems(OWN, language),
      ...patternItems({}, language),
      ...actionItems(language),
    ]
    const wrong = items.map(item => [item.id, ...errorsWith(item, language)]).filter(([, ...errors]) => errors.length > 0)
    expect(wrong).toEqual([])
    expect([...new Set([...flow.map(({ type }) => type), 'Task', 'Choice'])].sort()).toEqual([...stateTypes].sort())
  })

  it('names what there is on the server as each call does', () => {
    const named = ownItems(OWN, language).map(({ state }) => Object.values((state['Arguments'] ?? state['Parameters']) as object)[0])
    expect(named).toEqual([OWN.queue[0]!.value, OWN.topic[0]!.value, 'people', 'people', OWN.machine[0]!.value])
  })

  it('puts a pattern of several states in so that it leads on', () => {
    const text = JSON.stringify({ QueryLanguage: language, StartAt: 'Last', States: { Last: { Type: 'Succeed' } } })
    const patterns = patternItems({}, language).filter(({ clip }) => clip)
    expect(patterns).toHaveLength(2)
    for (const { clip } of patterns) {
      const outcome = runCommand(text, { type: 'paste', place: { scope: [], from: '' }, clip: clip! })
      const { StartAt, States } = JSON.parse('text' in outcome ? outcome.text : '{}')
      expect(StartAt).toBe(clip!.startAt)
      const leading = Object.values(States as Record<string, { Next?: string }>).filter(({ Next }) => Next === 'Last')
      expect(leading).toHaveLength(1)
    }
  })

  it('makes a call of any action of AWS of what is searched for', () => {
    for (const search of ['s3:listBuckets', 'aws-sdk:s3:listBuckets', ' s3 listBuckets ']) {
      const item = sdkItem(search, language)!
      expect(item.state['Resource']).toBe('arn:aws:states:::aws-sdk:s3:listBuckets')
      expect(errorsWith(item, language)).toEqual([])
    }
    for (const search of ['', 'listBuckets', 'sqs:sendMessage', 'S3:Nothing at all']) expect(sdkItem(search, language)).toBeUndefined()
  })
})
