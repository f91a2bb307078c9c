import type { Published, Settings } from './use-draft.ts'

/** The draft of a machine that is not created yet. There is one at a time. */
export const NEW_DRAFT = 'pasos.draft.new'

/** Lets a new machine begin as a copy of this one. */
export function rememberClone(text: string, settings: Settings): void {
  localStorage.setItem(NEW_DRAFT, JSON.stringify({ text, settings: { ...settings, name: `${settings.name}-copy` }, base: '' }))
}

export function hasNewDraft(): boolean {
  return localStorage.getItem(NEW_DRAFT) !== null
}

export function forgetNewDraft(): void {
  localStorage.removeItem(NEW_DRAFT)
}

export function nothingPublished(definition: string, roleArn: string, name: string): Published {
  return { definition, settings: { name, roleArn, type: 'STANDARD' } }
}
