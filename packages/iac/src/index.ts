export { checkTerraform, type FileFindings } from './terraform/check-terraform.ts'
export { type Deployable, deployableOf } from './terraform/deployable.ts'
export { HclSyntaxError } from './terraform/hcl-syntax.ts'
export { readModule, type TerraformFile } from './terraform/terraform-module.ts'
