import { draftStore } from '../api/drafts.ts'
import type { Published, Settings } from './use-draft.ts'

/** The draft of a machine that is not created yet. There is one at a time. */
export const NEW_DRAFT = 'new'

/** Lets a new machine begin as a copy of this one, in place of what was begun before. */
export async function rememberClone(text: string, settings: Settings): Promise<void> {
  const store = draftStore(NEW_DRAFT)
  const former = await store.read()
  const copy = { text, settings: { ...settings, name: `${settings.name}-copy` }, base: text }
  const answer = await store.save(copy, former?.revision ?? '')
  if ('other' in answer) await rememberClone(text, settings)
}

export function nothingPublished(definition: string, roleArn: string, name: string): Published {
  return { definition, settings: { name, roleArn, type: 'STANDARD' } }
}
