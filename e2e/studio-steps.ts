import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { box } from './browser.ts'

export const ENGLISH = {
  ...{ locale: 'en-US', create: 'Create', createMachine: 'Create state machine', blank: 'Blank', name: 'Name', config: 'Config' },
  ...{ simulate: 'Simulate', run: 'Run', close: 'Close the simulation', publish: 'Publish', addField: 'Add a field', end: 'End' },
  ...{ start: 'Start execution', watch: 'Start and watch', succeeded: 'Succeeded' },
  ...{ mock: 'Mock of NumberGenerator', fix: 'What to do', unchanged: 'No changes', save: 'Save', saved: 'Saved.' },
}
export const SPANISH: typeof ENGLISH = {
  ...{ locale: 'es-ES', create: 'Crear', createMachine: 'Crear máquina de estados', blank: 'En blanco', name: 'Nombre' },
  ...{ config: 'Configuración', simulate: 'Simular', run: 'Ejecutar', close: 'Cerrar la simulación', publish: 'Publicar' },
  ...{ addField: 'Añadir un campo', end: 'Fin', start: 'Iniciar ejecución', watch: 'Iniciar y mirar', succeeded: 'Correcto' },
  ...{ mock: 'Simulacro de NumberGenerator', fix: 'Qué hacer', unchanged: 'Sin cambios', save: 'Guardar', saved: 'Guardado.' },
}
export type Words = typeof ENGLISH

/** The place between two states, by their ids. */
export const insert = (after: string, before = '') => `.insert[data-after="${after}"][data-before="${before}"]`

/** Simulates the document's machine with a mock of its first task. */
export async function simulate(page: Page, words: Words) {
  await page.getByRole('button', { name: words.simulate }).click()
  await page.getByLabel(words.mock).fill('{"number": 8, "is_even": true}')
  await page.locator('.simulator').getByRole('button', { name: words.run, exact: true }).click()
  await page.locator('.simulator-fate .status-succeeded').waitFor()
  await box(page, 'Even').locator('.state-succeeded').waitFor()
  expect(await box(page, 'Odd').locator('.state-pending').count()).toBe(1)
  await page.getByRole('button', { name: words.close }).click()
}

/** Starts an execution of the machine and goes to its page. */
export async function runIt(page: Page, words: Words, name: string) {
  await page.goto(`/state-machines/${name}`)
  await page.getByRole('button', { name: words.start }).first().click()
  await page.getByRole('button', { name: words.watch }).click()
  await page.waitForURL('**/executions/**')
}
