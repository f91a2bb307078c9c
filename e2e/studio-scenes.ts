import { CreateStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn'
import type { Page } from 'playwright-core'
import { box } from './browser.ts'

/** Something of the Studio that no address leads to; `arrange` is in English and on a wide screen. */
interface StudioScene {
  address: string
  /** What it is about, in any language and width. */
  shows: string
  arrange(page: Page): Promise<void>
}

const tool = (page: Page, name: string) => page.locator('.studio-tools').getByRole('button', { name, exact: true })

const chosenFrom = async (page: Page, bar: string, item: string) => {
  await page.locator(bar).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** By what they show. Each but the import has a machine of its own, for a draft is kept. */
export const STUDIO_SCENES: Readonly<Record<string, StudioScene>> = {
  simulation: {
    address: '/state-machines/SceneOfSimulation/edit',
    shows: '.simulator-fate .status-succeeded',
    async arrange(page) {
      await tool(page, 'Simulate').click()
      await page.getByLabel('Mock of Ask').fill('{"isEven": true}')
      await page.locator('.simulator').getByRole('button', { name: 'Run', exact: true }).click()
    },
  },
  publishing: {
    address: '/state-machines/SceneOfPublishing/edit',
    shows: '[role=dialog] .definition-change-added [aria-pressed=true]',
    async arrange(page) {
      await box(page, 'Even').click()
      await box(page, 'Even').press('Control+d')
      await box(page, 'Even (2)').waitFor()
      await tool(page, 'Publish').click()
    },
  },
  conversion: {
    address: '/state-machines/SceneOfConversion/edit',
    shows: '[role=dialog] [role=status].ink-failed, [role=dialog] [role=status].ink-succeeded',
    async arrange(page) {
      await chosenFrom(page, '.studio-tools', 'Convert to JSONata')
      // With no data a path leads nowhere, which only JSONPath takes amiss: the two do not end alike.
    },
  },
  import: {
    address: '/state-machines/new',
    shows: '[role=dialog] textarea',
    async arrange(page) {
      await page.locator('.template', { hasText: '{ }' }).click()
      await page.locator('[role=dialog] textarea').fill('{"StartAt":')
    },
  },
  'a refusal': {
    address: '/state-machines/SceneOfRefusal/edit',
    shows: '.studio-refusal',
    async arrange(page) {
      await box(page, 'Which').click()
      await chosenFrom(page, '.studio-verbs', 'Wrap in a Map')
    },
  },
  'several states': {
    address: '/state-machines/SceneOfSeveral/edit',
    shows: '.studio-several',
    async arrange(page) {
      await box(page, 'Even').click()
      await box(page, 'Odd').click({ modifiers: ['Shift'] })
    },
  },
  '300 states': {
    address: '/state-machines/SceneOfMany/edit',
    shows: '.state-selected',
    async arrange(page) {
      await box(page, 'State number 0').click()
    },
  },
}

/** The machines that the scenes are of. */
export async function createSceneMachines(sfn: SFNClient, roleArn: string): Promise<void> {
  const few = {
    StartAt: 'Ask',
    States: {
      Ask: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator', Next: 'Which' },
      Which: { Type: 'Choice', Choices: [{ Variable: '$.isEven', BooleanEquals: true, Next: 'Even' }], Default: 'Odd' },
      Even: { Type: 'Pass', End: true },
      Odd: { Type: 'Pass', End: true },
    },
  }
  const name = (index: number) => `State number ${index}`
  const chain = Array.from({ length: 300 }, (_, index) => {
    return [name(index), { Type: 'Pass', ...(index < 299 ? { Next: name(index + 1) } : { End: true }) }] as const
  })
  const many = { StartAt: name(0), States: Object.fromEntries(chain) }
  for (const { address } of Object.values(STUDIO_SCENES)) {
    const named = /SceneOf\w+/.exec(address)?.[0]
    if (named === undefined) continue
    const definition = JSON.stringify(named === 'SceneOfMany' ? many : few)
    await sfn.send(new CreateStateMachineCommand({ name: named, definition, roleArn }))
  }
}
