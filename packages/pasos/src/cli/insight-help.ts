/** Spanish of what the commands that explain and check say of themselves. */
export const INSIGHT_HELP: Readonly<Record<string, string>> = {
  'explain why an execution failed, and what to do': 'explica por qué falló una ejecución, y qué hacer',
  'what it ran; a server knows that itself': 'lo que ejecutó; un servidor ya lo sabe',
  'definitions in JSON or YAML, templates of SAM, CloudFormation, CDK or Serverless, Terraform files, folders, globs, - for standard input':
    'definiciones en JSON o YAML, plantillas de SAM, CloudFormation, CDK o Serverless, archivos de Terraform, carpetas, patrones, - para la entrada estándar',
  'refuse placeholders such as ${Name}: nothing fills them in': 'rechaza marcadores como ${Name}: nada los rellena',
  'draw the graph of a definition as an SVG image or in Mermaid': 'dibuja el grafo de una definición como imagen SVG o en Mermaid',
  'a definition in JSON or YAML, - for standard input': 'una definición en JSON o YAML, - para la entrada estándar',
  'write a definition in JSONata in place of JSONPath': 'escribe una definición en JSONata en lugar de JSONPath',
  'only these states': 'solo estos estados',
  'how to draw it': 'cómo dibujarlo',
  'serve validate, run, test, graph, why, explain and cost to agents: the Model Context Protocol on standard input and output':
    'ofrece validate, run, test, graph, why, explain y cost a agentes: el Model Context Protocol por la entrada y la salida estándar',
  'serve editors: diagnostics, completion, hover and go to state, by the Language Server Protocol on standard input and output':
    'sirve a editores: diagnósticos, autocompletado, información e ir al estado, por el Language Server Protocol, entrada y salida estándar',
  'what editors say; there is no other way': 'lo que dicen los editores; no hay otra forma',
  'say what an execution would cost on AWS, Standard against Express, by state':
    'dice lo que costaría una ejecución en AWS, Standard frente a Express, por estado',
  'how many there are a month': 'cuántas hay al mes',
  'tell in plain words what a definition does': 'cuenta en palabras llanas lo que hace una definición',
  'compare two definitions, wherever they are, or two executions': 'compara dos definiciones, estén donde estén, o dos ejecuciones',
  'a file (FILE#NAME for one machine of several), a folder, a machine by name or ARN, or an execution by ARN or history':
    'un archivo (ARCHIVO#NOMBRE para una máquina de varias), una carpeta, una máquina por nombre o ARN, o una ejecución por ARN o historial',
  'the same; without it, a file is compared with the deployed machine of its name':
    'lo mismo; sin él, un archivo se compara con la máquina desplegada de su nombre',
  'end with 1 where there is a difference': 'termina con 1 si hay alguna diferencia',
  'correct in the files what can only have been meant otherwise':
    'corrige en los archivos lo que solo puede haberse querido escribir de otra forma',
  'print the corrections as a diff, write nothing': 'muestra las correcciones como diferencias, sin escribir nada',
  'print it as JSON': 'lo muestra en JSON',
  'print a script by which a shell completes commands and options':
    'escribe un script con el que un intérprete de órdenes completa órdenes y opciones',
  'which shell': 'qué intérprete de órdenes',
  'print its states and transitions as JSON': 'muestra en JSON sus estados y transiciones',
}
