import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deployableOf } from './deployable.ts'
import { type MachineToWrite, machineInTerraform, substitutionsIn } from './machine-in-terraform.ts'
import { readModule } from './terraform-module.ts'

const machine = (definition: string, more: Partial<MachineToWrite> = {}): MachineToWrite => ({
  ...{ name: 'My-machine', type: 'STANDARD', region: 'eu-west-1', definition },
  ...{ trustPolicy: { Statement: [] }, policy: { Statement: [] }, open: [] },
  ...more,
})

/** What our own reader of Terraform finds in the file. */
function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'machine-in-terraform-'))
  try {
    writeFileSync(join(folder, 'main.tf'), text)
    const module = readModule(folder, (_file, error) => {
      throw error
    })
    return { machines: deployableOf(module).machines, types: module.resources.map(resource => resource.type) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a machine as one file of Terraform', () => {
  it('has the definition as it is laid out, whatever stands in it', () => {
    const states = { 'A "b"\\': { Type: 'Pass', Comment: '%{ if } $ASL \u2028 ñ {% $x %}', End: true }, ASL: { Type: 'Pass' } }
    for (const text of [JSON.stringify(states, null, 3), JSON.stringify(states), `{\n\n${JSON.stringify(states)}\nASL\n}`]) {
      const { machines } = read(machineInTerraform(machine(text)))
      expect(machines[0]!.definition.trimEnd()).toBe(text)
      expect(machines[0]).toMatchObject({ name: 'My-machine', type: 'STANDARD' })
    }
  })

  it('makes a variable of each substitution, which without a value leaves the text as it is', () => {
    const text = '{\n  "Resource": "${fn}", "Comment": "${fn} ${other_1} ${not-one}"\n}'
    expect(substitutionsIn(text)).toEqual(['fn', 'other_1'])
    const file = machineInTerraform(machine(text))
    expect(file).toContain('variable "fn" {\n  type    = string\n  default = "$${fn}"\n}')
    expect(file).toContain('"Resource": "${var.fn}", "Comment": "${var.fn} ${var.other_1} $${not-one}"')
    expect(read(file).machines[0]!.definition.trimEnd()).toBe(text)
  })

  it('keeps a substitution that is kept from being one by dollars before it', () => {
    for (const dollars of ['$', '$$', '$$$']) {
      for (const text of [`{\n  "Comment": "${dollars}\${fn} \${fn}"\n}`, `{"Comment":"${dollars}\${fn}"}`]) {
        expect(read(machineInTerraform(machine(text))).machines[0]!.definition.trimEnd()).toBe(text)
      }
    }
  })

  it('has a policy where the role needs one, and a log group where it logs, and waits for the policy', () => {
    expect(read(machineInTerraform(machine('{}'))).types).toEqual(['aws_iam_role', 'aws_sfn_state_machine'])
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }] }
    const open = [{ action: 'lambda:InvokeFunction', resource: '*', states: ['a\nresource "x" "y" {}'] }]
    const logs = { level: 'ALL', includeExecutionData: true } as const
    const file = machineInTerraform(machine('{}', { type: 'EXPRESS', policy, open, logs, name: `1${'x'.repeat(79)}` }))
    expect(read(file).types).toEqual(['aws_iam_role', 'aws_iam_role_policy', 'aws_cloudwatch_log_group', 'aws_sfn_state_machine'])
    expect(file).toContain(`depends_on = [aws_iam_role_policy._1${'x'.repeat(79)}]`)
    expect(/name {15}= "(.*)-role"/.exec(file)![1]!.length).toBe(59)
    expect(file).not.toMatch(/^resource "x"/m)
  })
})
