import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededIds } from '@pasos/engine'
import type { Page } from 'playwright-core'
import { hasChromium, openBrowser } from '../../e2e/browser.ts'
import { caller, kill, launch } from './server.ts'

export interface ConsoleOptions {
  kills: number
  seed: number
  tell: (line: string) => void
}

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const PATIENCE_MS = 30_000
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Four events a second, without an end. */
const ticking = JSON.stringify({
  StartAt: 'Tick',
  States: {
    Tick: { Type: 'Wait', Seconds: 1, Next: 'Again' },
    Again: { Type: 'Choice', Choices: [{ Variable: '$.isEnough', IsPresent: true, Next: 'Enough' }], Default: 'Tick' },
    Enough: { Type: 'Succeed' },
  },
})

/**
 * A server is killed while somebody writes in the Studio and another page follows an execution: after each kill the draft on the server is
 * all that was typed, and the other page shows every event once, neither of them having been loaded again.
 */
export async function consoleMode({ kills, seed, tell }: ConsoleOptions): Promise<Record<string, unknown>> {
  if (!hasChromium) return { ok: true, skipped: 'there is no Chromium here' }
  const folder = mkdtempSync(join(tmpdir(), 'pasos-console-'))
  let life = launch({ folder, args: [] })
  const url = await life.ready
  const args = ['--port', new URL(url).port]
  const browser = await openBrowser()
  const call = caller(url)
  const failures: string[] = []
  const began = Date.now()
  const { random } = seededIds(seed)
  let done = 0
  let typed = ''
  try {
    const executionArn = await startTicking(call)
    const context = await browser.newContext({ baseURL: url, locale: 'en-US', reducedMotion: 'reduce' })
    const [studio, follower] = [await context.newPage(), await context.newPage()]
    await follower.goto(`/executions/${encodeURIComponent(executionArn)}?view=events`)
    await follower.locator('.event').first().waitFor()
    await studio.goto('/state-machines/EvenOrOdd/edit?mode=config')
    const comment = studio.getByRole('textbox', { name: 'Comment' })
    await comment.fill('')
    await comment.focus()
    for (const page of [studio, follower]) await page.evaluate('window.isTheFirst = true')
    for (; done < kills && failures.length === 0; done++) {
      const words = `kill ${done}, `
      const killing = pause(random() * 600).then(async () => {
        await kill(life)
        await pause(random() * 400)
        life = launch({ folder, args })
        await life.ready
      })
      await studio.keyboard.type(words, { delay: 40 })
      typed += words
      await killing
      failures.push(...(await judge(studio, follower, typed, url, call, executionArn)).map(failure => `kill ${done}: ${failure}`))
      if (done % 10 === 9) tell(`${done + 1} kills, ${typed.length} letters, ${failures.length} failures`)
    }
  } finally {
    await browser.close()
    call.close()
    await kill(life)
    rmSync(folder, { recursive: true, force: true })
  }
  return { ok: failures.length === 0, kills: done, letters: typed.length, seconds: Math.round((Date.now() - began) / 1000), failures }
}

async function startTicking(call: ReturnType<typeof caller>): Promise<string> {
  const example = await must(call, 'DescribeStateMachine', { stateMachineArn: EXAMPLE })
  const machine = await must(call, 'CreateStateMachine', { name: 'Ticking', definition: ticking, roleArn: example['roleArn'] })
  return String((await must(call, 'StartExecution', { stateMachineArn: machine['stateMachineArn'] }))['executionArn'])
}

async function judge(
  studio: Page,
  follower: Page,
  typed: string,
  url: string,
  call: ReturnType<typeof caller>,
  executionArn: string,
): Promise<string[]> {
  const failures: string[] = []
  const draft = await until(async () => {
    const answer = await fetch(`${url}/_pasos/drafts/${encodeURIComponent(EXAMPLE)}`)
    const { draft } = (await answer.json()) as { draft: { text: string } | null }
    const comment = draft && String((JSON.parse(draft.text) as { Comment?: string }).Comment)
    return { isDone: comment === typed, value: comment }
  })
  if (draft !== typed) failures.push(`the server has ${JSON.stringify(draft)} of ${JSON.stringify(typed)}`)
  const shown = await studio.getByRole('textbox', { name: 'Comment' }).inputValue()
  if (shown !== typed) failures.push(`the Studio shows ${JSON.stringify(shown)}`)
  // What the page has shown must be a row of the history without a gap, up to what there is.
  const wanted = await lastEventId(call, executionArn)
  const count = await until(async () => {
    const value = await shownEvents(follower)
    return { isDone: value >= wanted, value }
  })
  if (count < wanted) failures.push(`${count} events are shown, there were ${wanted}`)
  const ids = (await follower.locator('.event-id').allTextContents()).map(Number).sort((a, b) => a - b)
  if (ids.some((id, index) => index > 0 && id !== ids[index - 1]! + 1)) failures.push(`the rows shown are ${ids.join(' ')}`)
  const total = await shownEvents(follower)
  const now = await lastEventId(call, executionArn)
  if (total > now) failures.push(`${total} events are shown, more than the ${now} that there are`)
  for (const [name, page] of [
    ['Studio', studio],
    ['other page', follower],
  ] as const)
    if (!(await page.evaluate('window.isTheFirst === true'))) failures.push(`the ${name} was loaded again`)
  return failures
}

/** How many events the page says that there are. */
async function shownEvents(page: Page): Promise<number> {
  return Number((await page.locator('.facts li', { hasText: 'Events' }).locator('.numbers').textContent()) ?? 0)
}

async function lastEventId(call: ReturnType<typeof caller>, executionArn: string): Promise<number> {
  const { events } = await must(call, 'GetExecutionHistory', { executionArn, maxResults: 1, reverseOrder: true })
  return (events as { id: number }[])[0]!.id
}

/** Asks until it is done or patience ends; answers the last value. */
async function until<T>(ask: () => Promise<{ isDone: boolean; value: T }>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    const { isDone, value } = await ask()
    if (isDone || Date.now() > end) return value
    await pause(50)
  }
}

async function must(call: ReturnType<typeof caller>, operation: string, input: object): Promise<Record<string, unknown>> {
  const answer = await call(operation, input)
  if (!answer.ok) throw new Error(`${operation}: ${answer.code} ${answer.message}`)
  return answer.body
}
