import type { Explanation } from './explanation.ts'
import type { RuleId } from './rule-catalogue.ts'

export const SPANISH: Readonly<Record<RuleId, Explanation>> = {
  'json-syntax': {
    message: 'La definición no se puede leer: {what}',
    advice:
      'Corrija el texto en el lugar indicado. JSON no admite comentarios ni comas finales, y solo usa comillas dobles. Una definición en YAML va en un archivo con ese nombre (.yaml). Guarde el archivo sin marca de orden de bytes (BOM).',
  },
  'no-definition': {
    message: 'La definición no es un objeto JSON.',
    advice: 'Indique al menos StartAt y States.',
  },
  'definition-size': {
    message: 'La definición supera los {limit} bytes.',
    advice: 'Lleve partes a otras máquinas de estados y arránquelas con states:startExecution.',
  },
  'too-deep': {
    message: 'La definición está anidada a demasiada profundidad.',
    advice: 'Aplánela o lleve los ámbitos internos a otras máquinas de estados.',
  },
  'value-type': {
    message: 'El valor no es del tipo que requiere el campo: {expected}.',
    advice: 'Escriba un valor de ese tipo.',
  },
  'missing-fields': {
    message: 'Faltan campos obligatorios: {fields}.',
    advice: 'Añádalos.',
  },
  'unsupported-field': {
    message: "Aquí no existe el campo '{field}'.",
    advice: 'Revise cómo está escrito y la página de este tipo de estado; elimínelo o muévalo a su sitio.',
  },
  'jsonata-field': {
    message: "El campo '{field}' es de JSONata, pero este estado usa JSONPath.",
    advice: 'Ponga "QueryLanguage": "JSONata" en el estado o en la máquina, o use el campo equivalente de JSONPath.',
  },
  'jsonpath-field': {
    message: "El campo '{field}' es de JSONPath, pero este estado usa JSONata.",
    advice: 'Use Arguments, Output, Items o una expresión entre {% y %}.',
  },
  'language-downgrade': {
    message: 'Un estado no puede volver a JSONPath si toda la máquina usa JSONata.',
    advice: 'Quite QueryLanguage del estado, o active JSONata estado por estado y deje la máquina en JSONPath.',
  },
  'exclusive-fields': {
    message: 'Solo puede estar uno de estos campos: {fields}.',
    advice: 'Deje el que corresponda.',
  },
  'one-of-fields': {
    message: 'Debe estar uno de estos campos: {fields}.',
    advice: 'Añada exactamente uno.',
  },
  'enum-value': {
    message: "El campo '{field}' tiene un valor que no admite.",
    advice: 'Use uno de estos: {values}.',
  },
  'empty-value': {
    message: 'El valor está vacío.',
    advice: 'Ponga al menos un elemento.',
  },
  'minimum-value': {
    message: 'El número es demasiado pequeño.',
    advice: 'Use {limit} o más.',
  },
  'maximum-value': {
    message: 'El número es demasiado grande.',
    advice: 'Use {limit} o menos.',
  },
  'timestamp-format': {
    message: 'El texto no es una marca de tiempo.',
    advice: 'Escríbala como 2026-03-14T01:59:00Z: T mayúscula y, al final, Z o un desfase como +02:00.',
  },
  'end-false': {
    message: 'End solo puede ser true.',
    advice: 'Quítelo e indique Next.',
  },
  'path-syntax': {
    message: 'El valor no es un JSONPath.',
    advice: 'Empiécelo con $ (la entrada), $$ (el contexto) o $nombre (una variable); por ejemplo $.order.id.',
  },
  'reference-path': {
    message: 'El valor no es una ruta de referencia, es decir, una que lleve a un único lugar.',
    advice: 'Use solo nombres e índices a partir de $, como $.order.lines[0]; sin comodines, filtros ni rangos.',
  },
  'template-path': {
    message: "El nombre '{field}' termina en .$, así que su valor debe ser un JSONPath o una llamada a una función intrínseca.",
    advice:
      "Corrija el valor, o quite .$ del nombre si es texto. En los textos de funciones intrínsecas la barra invertida solo puede ir delante de ' { } y de sí misma.",
  },
  'template-path-type': {
    message:
      "El nombre '{field}' termina en .$, así que su valor debe ser un texto con un JSONPath o una llamada a una función intrínseca.",
    advice: 'Quite .$ del nombre: los valores que no son texto se toman como son, y lo que contienen puede tener nombres con .$ propios.',
  },
  'condition-expression': {
    message: 'Condition es un booleano o una expresión JSONata.',
    advice: 'Escríbala entre {% y %}, por ejemplo {% $states.input.total > 10 %}.',
  },
  'expression-expected': {
    message: 'Aquí un texto debe ser una expresión JSONata.',
    advice: 'Escríbalo entre {% y %}, sin nada antes ni después.',
  },
  'jsonata-syntax': {
    message: 'La expresión JSONata no se puede analizar: {problem}',
    advice: 'Corríjala; pruébela en la consola antes de desplegar.',
  },
  'jsonata-top-level': {
    message: "'{name}' no tiene de dónde leerse: una expresión no tiene una entrada propia.",
    advice: 'Parta de $states.input, $states.result, $states.context o una variable; por ejemplo $states.input.{name}.',
  },
  'jsonata-error-output': {
    message: '$states.errorOutput solo existe en Output y Assign de un Catch.',
    advice: 'Guárdelo en una variable con el Assign del Catch y lea aquí la variable.',
  },
  'jsonata-result': {
    message: "$states.{name} no tiene valor en '{field}' de un estado {type}.",
    advice: 'Existe en Output y Assign de los estados Task, Map y Parallel. Use aquí $states.input.',
  },
  'jsonata-delimiters': {
    message: "Este texto empieza por '{%' o acaba en '%}', pero no ambas cosas, y AWS lo rechaza.",
    advice: 'Una expresión empieza por {% y acaba en %}, sin nada alrededor, ni siquiera espacios.',
  },
  'variable-name': {
    message: "'{name}' no puede ser el nombre de una variable.",
    advice: 'Use letras, dígitos y _, sin empezar por un dígito.',
  },
  'variable-name-length': {
    message: "El nombre de variable '{name}' supera los 80 caracteres.",
    advice: 'Acórtelo.',
  },
  'variable-reserved': {
    message: "Ninguna variable puede llamarse 'states'.",
    advice: 'Elija otro nombre: $states es lo que AWS ofrece a las expresiones.',
  },
  'shadowed-variable': {
    message: 'Un estado que rodea este ámbito también asigna la variable {variable}, y AWS solo admite el nombre en uno de los dos.',
    advice: 'Dé a la variable interior un nombre propio; saque su valor con Output.',
  },
  'states-all': {
    message: 'States.ALL debe ir solo y en la última entrada.',
    advice: 'Llévelo a una entrada propia al final de la lista.',
  },
  'max-delay': {
    message: 'MaxDelaySeconds no es mayor que IntervalSeconds.',
    advice: 'Suba MaxDelaySeconds o baje IntervalSeconds.',
  },
  'heartbeat-timeout': {
    message: 'HeartbeatSeconds no es menor que TimeoutSeconds.',
    advice: 'Baje HeartbeatSeconds o suba TimeoutSeconds.',
  },
  'resource-arn': {
    message: 'Resource no es el ARN de algo que una tarea pueda llamar.',
    advice: 'Use el ARN de una función Lambda o de una actividad, o arn:aws:states:::servicio:accion.',
  },
  'resource-unknown': {
    message: "No existe la integración '{resource}'.",
    advice:
      'Revise el servicio, la acción y si admite espera (.sync, .waitForTaskToken). Cualquier otra acción de AWS es arn:aws:states:::aws-sdk:servicio:accion.',
  },
  'parameter-unknown': {
    message: "Esta integración no tiene el parámetro '{field}'.",
    advice: 'Revise cómo está escrito, también las mayúsculas; los parámetros de la API que le faltan están en su gemela aws-sdk.',
  },
  'parameter-missing': {
    message: "Falta el parámetro '{field}', que esta integración necesita.",
    advice: 'Añádalo.',
  },
  'parameter-text': {
    message: "El parámetro '{field}' debe ser texto.",
    advice: 'Escríbalo entre comillas, o tómelo de la entrada con una ruta o una expresión.',
  },
  'express-activity': {
    message: 'Un flujo express no puede usar actividades.',
    advice: 'Cree la máquina como STANDARD o llame a una función.',
  },
  'express-pattern': {
    message: 'Un flujo express no puede esperar con {pattern}.',
    advice: 'Cree la máquina como STANDARD o llame sin esperar.',
  },
  'express-distributed-map': {
    message: 'Un flujo express no puede ejecutar un Map distribuido.',
    advice: 'Cree la máquina como STANDARD o use el modo INLINE.',
  },
  'distributed-only': {
    message: "El campo '{field}' es de un Map en modo distribuido.",
    advice: 'Añada "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} a ItemProcessor, o quite el campo.',
  },
  label: {
    message: "'{label}' no puede ser la etiqueta de un Map.",
    advice: 'Use 40 caracteres como máximo, sin espacios ni caracteres especiales.',
  },
  'duplicate-label': {
    message: "La etiqueta '{label}' ya la usa otro estado Map.",
    advice: 'Dé a cada estado Map una etiqueta propia.',
  },
  'state-name': {
    message: "El nombre de estado '{name}' supera los 80 caracteres.",
    advice: 'Acórtelo y lleve el resto a Comment.',
  },
  'duplicate-state-name': {
    message: "Hay otro estado llamado '{name}'.",
    advice: 'Los nombres son únicos en toda la máquina, también entre ramas: cambie uno.',
  },
  'missing-target': {
    message: "Aquí no hay ningún estado '{target}'.",
    advice:
      'Corrija el nombre (las mayúsculas cuentan) o añada el estado a la misma lista: una transición no puede salir de su rama o Map.',
  },
  'unreachable-state': {
    message: "Nada lleva al estado '{name}'.",
    advice: 'Nómbrelo en un Next, Default, Catch o StartAt, o elimínelo.',
  },
  'no-terminal-state': {
    message: 'El flujo no puede terminar.',
    advice: 'Ponga "End": true en un estado o añada un estado Succeed o Fail.',
  },
  'no-dollar': {
    message: "'{field}' será texto, aunque parece una ruta o una llamada a función.",
    advice: 'Añada .$ al nombre del campo para que se evalúe.',
  },
  'no-path': {
    message: "'{field}' será texto, aunque parece una ruta.",
    advice: 'Añada Path al nombre del campo para que se evalúe.',
  },
  'static-result': {
    message: "Result se copia tal cual: '{field}' no se evalúa.",
    advice: 'Use Parameters en lugar de Result.',
  },
  'duplicate-key': {
    message: "La clave '{key}' está escrita más de una vez; solo cuenta la última.",
    advice: 'Quite las demás.',
  },
  'jsonata-eval': {
    message: '$eval no existe en Step Functions; el estado fallaría con States.QueryEvaluationError.',
    advice: 'Use $parse para textos JSON o escriba la expresión.',
  },
  'payload-of-function': {
    message:
      "'{path}' lee 'Payload', pero '{state}' llama a su función por el ARN solo: su resultado es lo que devolvió la función, sin un Payload alrededor.",
    advice:
      'Lea {fixed}, o llame a la función con "Resource": "arn:aws:states:::lambda:invoke", que responde con {Payload, StatusCode, …}.',
  },
  'path-never-exists': {
    message: "'{path}' no lleva a ninguna parte: '{step}' no está en {what}.",
    advice: 'Compare la ruta con el resultado anterior y con los ResultPath, ResultSelector y OutputPath del camino.',
  },
  island: {
    message: "Nunca se entra en el estado '{name}': solo llevan a él estados en los que nunca se entra.",
    advice: 'Llegue a él desde un estado en el que se entre, o elimine el grupo.',
  },
  'unreachable-rule': {
    message: 'Esta regla nunca se cumple: siempre que lo haría, antes se cumple la regla {earlier}.',
    advice: 'Ponga antes la regla más estrecha o quite esta.',
  },
  'contradictory-rule': {
    message: 'Esta regla nunca se cumple: su condición se contradice ({detail}).',
    advice: 'Use Or si basta con una de las partes, o corrija los valores.',
  },
  'no-default': {
    message: "'{name}' no tiene Default: si ninguna regla se cumple, la ejecución falla con States.Runtime, que nada puede capturar.",
    advice: 'Añada un Default, por ejemplo un estado Fail que diga qué llegó.',
  },
  'result-path-overwrites': {
    message: "El resultado de '{state}' sobrescribe '{path}', que la entrada ya tiene.",
    advice: 'Elija otro ResultPath, salvo que el valor anterior ya no haga falta.',
  },
  'catch-unreachable': {
    message: 'Este Catch nunca se aplica: el Catch {earlier} toma antes {errors}.',
    advice: 'Ponga antes el más específico. States.TaskFailed abarca todos los errores salvo States.Timeout.',
  },
  'catch-impossible': {
    message: 'Este Catch nunca se aplica: {errors} no puede darse en este estado o no se puede capturar.',
    advice: 'Quítelo, o nombre los errores en los que este estado puede acabar.',
  },
  'retry-unreachable': {
    message: 'Este Retry nunca se aplica: el Retry {earlier} toma antes {errors}.',
    advice: 'Ponga antes el más específico. States.TaskFailed abarca todos los errores salvo States.Timeout.',
  },
  'retry-impossible': {
    message: 'Este Retry nunca se aplica: {errors} no puede darse en este estado o no admite reintentos.',
    advice: 'Quítelo, o nombre los errores en los que este estado puede acabar.',
  },
  'retry-never': {
    message: 'MaxAttempts es 0, así que estos errores nunca se reintentan.',
    advice: 'Quite la entrada: al final de la lista no cambia nada.',
  },
  'empty-result-writer': {
    message: 'Este ResultWriter no dice ni cómo deben ser los resultados ni adónde van: AWS lo acepta y el estado falla.',
    advice: 'Añada WriterConfig, o Resource con Parameters (JSONata: Arguments), o quite ResultWriter.',
  },
  'token-without-timeout': {
    message: "'{state}' espera un token de tarea sin límite; si nadie responde, esperará hasta un año.",
    advice: 'Añada TimeoutSeconds, o HeartbeatSeconds si el otro lado puede avisar de que sigue vivo.',
  },
  'token-not-passed': {
    message: "'{state}' espera un token de tarea pero no se lo da a nadie, así que nadie puede responder.",
    advice: 'Pase $$.Task.Token (JSONata: $states.context.Task.Token) en Parameters o Arguments.',
  },
  'token-not-awaited': {
    message: "'{state}' pasa un token de tarea pero no espera la respuesta.",
    advice: 'Añada .waitForTaskToken a Resource, o no pase el token.',
  },
  'service-nowhere': {
    message: "'{state}' llama a {service}, que ni se sirve aquí ni se ha dicho dónde está.",
    advice: 'Arranque el servidor con --forward {service}=URL, o con --forward {service}=aws.',
  },
  'integration-not-run': {
    message: "'{state}' usa {resource}, que este servidor no puede ejecutar.",
    advice: 'Capture el fallo, o pruebe la máquina con un simulacro de este estado.',
  },
  'payload-size': {
    message: 'Solo este valor ocupa {size} bytes; un estado admite {limit}.',
    advice: 'Guarde los datos grandes en S3 y pase su clave.',
  },
  'undefined-variable': {
    message: 'La variable {variable} no se asigna en ningún lugar que este estado pueda ver.',
    advice: 'Asígnela en un estado anterior, en el mismo ámbito o en uno que lo contenga, o corrija su nombre.',
  },
  'handler-file': {
    message: "El handler '{handler}' necesita el archivo {expected}, pero el paquete contiene: {files}.",
    advice: 'Ponga como handler {suggestion}, o empaquete el archivo donde dice el handler.',
  },
  'handler-format': {
    message: "El handler '{handler}' no nombra un archivo y una función.",
    advice: 'Escríbalo como archivo.funcion, por ejemplo index.handler.',
  },
}
