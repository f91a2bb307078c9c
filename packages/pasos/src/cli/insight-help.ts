/** Spanish of what the commands that explain and check say of themselves. */
export const INSIGHT_HELP: Readonly<Record<string, string>> = {
  'explain why an execution failed, and what to do': 'explica por qué falló una ejecución, y qué hacer',
  'what it ran; a server knows that itself': 'lo que ejecutó; un servidor ya lo sabe',
  'definitions in JSON or YAML, templates of SAM, CloudFormation, CDK or Serverless, Terraform files, folders, globs, - for standard input':
    'definiciones en JSON o YAML, plantillas de SAM, CloudFormation, CDK o Serverless, archivos de Terraform, carpetas, patrones, - para la entrada estándar',
  'refuse placeholders such as ${Name}: nothing fills them in': 'rechaza marcadores como ${Name}: nada los rellena',
  'print it as JSON': 'lo muestra en JSON',
}
