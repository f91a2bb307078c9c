import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Browser } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { violations } from './axe.ts'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer, temporaryFolder } from './running-server.ts'
import { terraform, whatTerraformMisses } from './terraform.ts'

const { folder, remove } = temporaryFolder('console-terraform')
afterAll(remove)

const DEFINITION = `{
  "StartAt": "Draw",
  "States": {
    "Draw": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": { "FunctionName": "EvenOrOdd-number-generator", "Payload.$": "$" },
      "ResultSelector": { "costs": "100 %{ off } and 5 $" },
      "Next": "Tell"
    },
    "Tell": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sqs:sendMessage",
      "Parameters": { "QueueUrl.$": "$.queue", "MessageBody": "Hi" },
      "End": true
    }
  }
}
`

/** What surrounds a machine, made by the Studio: its role, and all of it in Terraform. */
describe.skipIf(!hasChromium)('the Studio makes what a machine needs', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-infrastructure', scene => {
    ;({ server, browser } = scene)
  })

  async function draft(locale = 'en-US') {
    const found = await visit(browser, server.url, { locale })
    await found.page.goto('/state-machines/new')
    const file = { name: 'a.asl.json', mimeType: 'application/json', buffer: Buffer.from(DEFINITION) }
    await found.page.locator('input[type=file]').setInputFiles(file)
    await found.page.locator('.react-flow__node[data-id="Tell"]').waitFor()
    await found.page.locator('#studio-config').click()
    await found.page.locator('.studio-config input').first().fill('Exported')
    return found
  }

  it('a role with the least it needs, shown before it is made, and chosen then', async () => {
    const { page, context, troubles } = await draft()
    await page.getByRole('button', { name: 'Make a role for this machine' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator').waitFor()
    await dialog.getByText('in Tell the input decides on what').waitFor()
    expect(await dialog.textContent()).not.toContain('logs:CreateLogDelivery')
    await dialog.getByLabel('It may also deliver execution logs').check()
    await dialog.getByText('logs:CreateLogDelivery').waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Make the role' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => page.locator('.studio-config select').first().inputValue()).toBe('arn:aws:iam::123456789012:role/Exported-role')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click()
    await page.waitForURL(/Exported\/edit/)
    await page.goto('/state-machines/Exported?tab=permissions')
    await page.locator('.status-succeeded').first().waitFor()
    expect(await page.locator('.table .status-failed').count()).toBe(0)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('one file of Terraform, in Spanish too, whose machine is that of the Studio to the letter', async () => {
    const { page, context, troubles } = await draft('es-ES')
    await page.locator('.studio-config input').first().fill('FromTerraform')
    await page.getByRole('button', { name: 'Más', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Exportar Terraform' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Con un registro de sus ejecuciones').check()
    await dialog.getByText('aws_cloudwatch_log_group').first().waitFor()
    expect(await violations(page)).toEqual([])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Guardar como archivo' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('FromTerraform.tf')
    const project = join(folder, 'project')
    mkdirSync(project, { recursive: true })
    writeFileSync(join(project, 'main.tf'), readFileSync(await download.path(), 'utf8'))
    expect(troubles).toEqual([])
    await context.close()
    if (whatTerraformMisses()) return
    for (const args of [['init'], ['apply', '-auto-approve']]) {
      const { code, text } = await terraform(project, server.url, ...args)
      expect(code, text).toBe(0)
    }
    const again = await terraform(project, server.url, 'plan', '-detailed-exitcode')
    expect(again.code, again.text).toBe(0)
    const sfn = new SFNClient(clientOptions(server.url))
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:FromTerraform'
    const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
    expect(machine.definition).toBe(DEFINITION)
    expect(machine.roleArn).toContain('role/FromTerraform-role')
    expect(machine.loggingConfiguration).toMatchObject({ level: 'ALL', includeExecutionData: true })
    const { code, text } = await terraform(project, server.url, 'destroy', '-auto-approve')
    expect(code, text).toBe(0)
  })
})
