import { expect, test } from 'vitest'
import { settled, startRequest, world } from './test-runtime.ts'

test.each([
  ['that anybody may have started', {}],
  ['that was made up for it', { isNewName: true as const }],
])('a start that is repeated is answered only after the first is on disk, under a name %s', async (_, made) => {
  const { open, journal } = world()
  const held: (() => void)[] = []
  const slowDisk = {
    ...journal,
    commit: (...write: Parameters<typeof journal.commit>) => held.push(() => journal.commit(...write)),
    barrier: (...done: Parameters<typeof journal.barrier>) => held.push(() => journal.barrier(...done)),
  }
  const runtime = open({ journal: slowDisk })
  const answered: string[] = []
  const note = ({ outcome }: { outcome: string }) => answered.push(outcome)
  const starts = [runtime.start(startRequest('a', ['wait:1'], made)), runtime.start(startRequest('a', ['wait:1']))]
  const notes = starts.map(start => start.then(note))
  await settled()
  expect(answered).toEqual([])
  while (answered.length < 2) {
    for (const write of held.splice(0)) write()
    await settled()
  }
  await Promise.all(notes)
  expect(answered).toEqual(['created', 'same'])
  // Nor does it begin another one where it takes the name for a new one.
  const again = runtime.start(startRequest('a', ['wait:1'], { isNewName: true }))
  await settled()
  for (const write of held.splice(0)) write()
  expect((await again).outcome).toBe('same')
  expect((await journal.find(startRequest('a').executionArn))?.record.status).toBe('RUNNING')
})
