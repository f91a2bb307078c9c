import type { Explanation } from './explanation.ts'
import type { RuleId } from './rule-catalogue.ts'

export const SPANISH: Readonly<Record<RuleId, Explanation>> = {
  'json-syntax': {
    message: 'La definición no se puede leer: {what}',
    advice:
      'Corrige el texto en el lugar indicado. JSON no admite comentarios ni comas finales, y solo usa comillas dobles. Una definición en YAML va en un archivo con ese nombre (.yaml). Guarda el archivo sin marca de orden de bytes (BOM).',
  },
  'no-definition': {
    message: 'La definición no es un objeto JSON.',
    advice: 'Indica al menos StartAt y States.',
  },
  'definition-size': {
    message: 'La definición supera los {limit} bytes.',
    advice: 'Lleva partes a otras máquinas de estados y arráncalas con states:startExecution.',
  },
  'too-deep': {
    message: 'La definición está anidada a demasiada profundidad.',
    advice: 'Aplánala o lleva los ámbitos internos a otras máquinas de estados.',
  },
  'value-type': {
    message: 'El valor no es del tipo que requiere el campo: {expected}.',
    advice: 'Escribe un valor de ese tipo.',
  },
  'missing-fields': {
    message: 'Faltan campos obligatorios: {fields}.',
    advice: 'Añádelos.',
  },
  'unsupported-field': {
    message: "Aquí no existe el campo '{field}'.",
    advice: 'Revisa cómo está escrito y la página de este tipo de estado; elimínalo o muévelo a su sitio.',
  },
  'jsonata-field': {
    message: "El campo '{field}' es de JSONata, pero este estado usa JSONPath.",
    advice: 'Pon "QueryLanguage": "JSONata" en el estado o en la máquina, o usa el campo equivalente de JSONPath.',
  },
  'jsonpath-field': {
    message: "El campo '{field}' es de JSONPath, pero este estado usa JSONata.",
    advice: 'Usa Arguments, Output, Items o una expresión entre {% y %}.',
  },
  'language-downgrade': {
    message: 'Un estado no puede volver a JSONPath si toda la máquina usa JSONata.',
    advice: 'Quita QueryLanguage del estado, o activa JSONata estado por estado y deja la máquina en JSONPath.',
  },
  'exclusive-fields': {
    message: 'Solo puede estar uno de estos campos: {fields}.',
    advice: 'Deja el que corresponda.',
  },
  'one-of-fields': {
    message: 'Debe estar uno de estos campos: {fields}.',
    advice: 'Añade exactamente uno.',
  },
  'any-of-fields': {
    message: 'Debe estar al menos uno de estos campos: {fields}.',
    advice: 'Añade uno o varios de ellos.',
  },
  'state-type': {
    message: 'No existe ese tipo de estado.',
    advice: 'Usa uno de: {values}.',
  },
  'enum-value': {
    message: "El campo '{field}' tiene un valor que no admite.",
    advice: 'Usa uno de estos: {values}.',
  },
  'empty-value': {
    message: 'El valor está vacío.',
    advice: 'Pon al menos un elemento.',
  },
  'minimum-value': {
    message: 'El número es demasiado pequeño.',
    advice: 'Usa {limit} o más.',
  },
  'maximum-value': {
    message: 'El número es demasiado grande.',
    advice: 'Usa {limit} o menos.',
  },
  'timestamp-format': {
    message: 'El texto no es una marca de tiempo.',
    advice: 'Escríbela como 2026-03-14T01:59:00Z: T mayúscula y, al final, Z o un desfase como +02:00.',
  },
  'end-false': {
    message: 'End solo puede ser true.',
    advice: 'Quítalo e indica Next.',
  },
  'path-syntax': {
    message: 'El valor no es un JSONPath.',
    advice: 'Empiézalo con $ (la entrada), $$ (el contexto) o $nombre (una variable); por ejemplo $.order.id.',
  },
  'reference-path': {
    message: 'El valor no es una ruta de referencia, es decir, una que lleve a un único lugar.',
    advice: 'Usa solo nombres e índices a partir de $, como $.order.lines[0]; sin comodines, filtros ni rangos.',
  },
  'template-path': {
    message: "El nombre '{field}' termina en .$, así que su valor debe ser un JSONPath o una llamada a una función intrínseca.",
    advice:
      "Corrige el valor, o quita .$ del nombre si es texto. En los textos de funciones intrínsecas la barra invertida solo puede ir delante de ' { } y de sí misma.",
  },
  'template-path-type': {
    message:
      "El nombre '{field}' termina en .$, así que su valor debe ser un texto con un JSONPath o una llamada a una función intrínseca.",
    advice: 'Quita .$ del nombre: los valores que no son texto se toman como son, y lo que contienen puede tener nombres con .$ propios.',
  },
  'rule-kind': {
    message: 'Una regla es de una sola clase: exactamente uno de {fields}.',
    advice: 'Conserva el que quieras decir, o combina reglas con And y Or.',
  },
  'condition-expression': {
    message: 'Condition es un booleano o una expresión JSONata.',
    advice: 'Escríbela entre {% y %}, por ejemplo {% $states.input.total > 10 %}.',
  },
  'expression-expected': {
    message: 'Aquí un texto debe ser una expresión JSONata.',
    advice: 'Escríbelo entre {% y %}, sin nada antes ni después.',
  },
  'jsonata-syntax': {
    message: 'La expresión JSONata no se puede analizar: {problem}',
    advice: 'Corrígela; pruébala en la consola antes de desplegar.',
  },
  'jsonata-top-level': {
    message: "'{name}' no tiene de dónde leerse: una expresión no tiene una entrada propia.",
    advice: 'Parte de $states.input, $states.result, $states.context o una variable; por ejemplo $states.input.{name}.',
  },
  'jsonata-error-output': {
    message: '$states.errorOutput solo existe en Output y Assign de un Catch.',
    advice: 'Guárdalo en una variable con el Assign del Catch y lee aquí la variable.',
  },
  'jsonata-result': {
    message: "$states.{name} no tiene valor en '{field}' de un estado {type}.",
    advice: 'Existe en Output y Assign de los estados Task, Map y Parallel. Usa aquí $states.input.',
  },
  'jsonata-delimiters': {
    message: "Este texto empieza por '{%' o acaba en '%}', pero no ambas cosas, y AWS lo rechaza.",
    advice: 'Una expresión empieza por {% y acaba en %}, sin nada alrededor, ni siquiera espacios.',
  },
  'variable-name': {
    message: "'{name}' no puede ser el nombre de una variable.",
    advice: 'Usa letras, dígitos y _, sin empezar por un dígito.',
  },
  'variable-name-length': {
    message: "El nombre de variable '{name}' supera los 80 caracteres.",
    advice: 'Acórtalo.',
  },
  'variable-reserved': {
    message: "Ninguna variable puede llamarse 'states'.",
    advice: 'Elige otro nombre: $states es lo que AWS ofrece a las expresiones.',
  },
  'shadowed-variable': {
    message: 'Un estado que rodea este ámbito también asigna la variable {variable}, y AWS solo admite el nombre en uno de los dos.',
    advice: 'Da a la variable interior un nombre propio; saca su valor con Output.',
  },
  'states-all': {
    message: 'States.ALL debe ir solo y en la última entrada.',
    advice: 'Llévalo a una entrada propia al final de la lista.',
  },
  'max-delay': {
    message: 'MaxDelaySeconds no es mayor que IntervalSeconds.',
    advice: 'Sube MaxDelaySeconds o baja IntervalSeconds.',
  },
  'heartbeat-timeout': {
    message: 'HeartbeatSeconds no es menor que TimeoutSeconds.',
    advice: 'Baja HeartbeatSeconds o sube TimeoutSeconds.',
  },
  'resource-arn': {
    message: 'Resource no es el ARN de algo que una tarea pueda llamar.',
    advice: 'Usa el ARN de una función Lambda o de una actividad, o arn:aws:states:::servicio:accion.',
  },
  'resource-unknown': {
    message: "No existe la integración '{resource}'.",
    advice:
      'Revisa el servicio, la acción y si admite espera (.sync, .waitForTaskToken). Cualquier otra acción de AWS es arn:aws:states:::aws-sdk:servicio:accion.',
  },
  'parameter-unknown': {
    message: "Esta integración no tiene el parámetro '{field}'.",
    advice: 'Revisa cómo está escrito, también las mayúsculas; los parámetros de la API que le faltan están en su gemela aws-sdk.',
  },
  'parameter-missing': {
    message: "Falta el parámetro '{field}', que esta integración necesita.",
    advice: 'Añádelo.',
  },
  'parameters-missing': {
    message: 'A esta integración no se le da {field}.',
    advice: 'Añade {field}, aunque sea un objeto vacío.',
  },
  'parameter-text': {
    message: "El parámetro '{field}' debe ser texto.",
    advice: 'Escríbelo entre comillas, o tómalo de la entrada con una ruta o una expresión.',
  },
  'activity-credentials': {
    message: 'Una tarea de actividad no puede asumir otro rol.',
    advice: 'Quita Credentials: quien trabaja en la actividad tiene sus propias credenciales.',
  },
  'map-resource': {
    message: 'Un Map no puede leer ni escribir sus elementos con este Resource.',
    advice: 'Lee con s3:getObject o s3:listObjectsV2, escribe con s3:putObject.',
  },
  'csv-header-location': {
    message: 'No se dice dónde están las cabeceras del CSV.',
    advice: 'Añade CSVHeaderLocation: FIRST_ROW, o GIVEN con CSVHeaders.',
  },
  'express-activity': {
    message: 'Un flujo express no puede usar actividades.',
    advice: 'Haz que el flujo sea STANDARD: la máquina, o los hijos del Map distribuido que lo rodea. O llama a una función.',
  },
  'express-pattern': {
    message: 'Un flujo express no puede esperar con {pattern}.',
    advice: 'Haz que el flujo sea STANDARD: la máquina, o los hijos del Map distribuido que lo rodea. O llama sin esperar.',
  },
  'express-distributed-map': {
    message: 'Un flujo express no puede ejecutar un Map distribuido.',
    advice: 'Haz que el flujo sea STANDARD: la máquina, o los hijos del Map distribuido que lo rodea. O usa el modo INLINE.',
  },
  'distributed-only': {
    message: "El campo '{field}' es de un Map en modo distribuido.",
    advice: 'Añade "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} a ItemProcessor, o quita el campo.',
  },
  label: {
    message: "'{label}' no puede ser la etiqueta de un Map.",
    advice: 'Usa 40 caracteres como máximo, sin espacios ni caracteres especiales.',
  },
  'label-length': {
    message: "La etiqueta '{label}' supera los 40 caracteres.",
    advice: 'Acórtala.',
  },
  'duplicate-label': {
    message: "La etiqueta '{label}' ya la usa otro estado Map.",
    advice: 'Da a cada estado Map una etiqueta propia.',
  },
  'state-name': {
    message: "El nombre de estado '{name}' supera los 80 caracteres.",
    advice: 'Acórtalo y lleva el resto a Comment.',
  },
  'duplicate-state-name': {
    message: "Hay otro estado llamado '{name}'.",
    advice: 'Los nombres son únicos en toda la máquina, también entre ramas: cambia uno.',
  },
  'missing-target': {
    message: "Aquí no hay ningún estado '{target}'.",
    advice:
      'Corrige el nombre (las mayúsculas cuentan) o añade el estado a la misma lista: una transición no puede salir de su rama o Map.',
  },
  'unreachable-state': {
    message: "Nada lleva al estado '{name}'.",
    advice: 'Nómbralo en un Next, Default, Catch o StartAt, o elimínalo.',
  },
  'no-terminal-state': {
    message: 'El flujo no puede terminar.',
    advice: 'Pon "End": true en un estado o añade un estado Succeed o Fail.',
  },
  'no-dollar': {
    message: "'{field}' será texto, aunque parece una ruta o una llamada a función.",
    advice: 'Añade .$ al nombre del campo para que se evalúe.',
  },
  'no-path': {
    message: "'{field}' será texto, aunque parece una ruta.",
    advice: 'Añade Path al nombre del campo para que se evalúe.',
  },
  'static-result': {
    message: "Result se copia tal cual: '{field}' no se evalúa.",
    advice: 'Usa Parameters en lugar de Result.',
  },
  'duplicate-key': {
    message: "La clave '{key}' está escrita más de una vez; solo cuenta la última.",
    advice: 'Quita las demás.',
  },
  'jsonata-eval': {
    message: '$eval no existe en Step Functions; el estado fallaría con States.QueryEvaluationError.',
    advice: 'Usa $parse para textos JSON o escribe la expresión.',
  },
  'payload-of-function': {
    message:
      "'{path}' lee 'Payload', pero '{state}' llama a su función por el ARN solo: su resultado es lo que devolvió la función, sin un Payload alrededor.",
    advice:
      'Lee {fixed}, o llama a la función con "Resource": "arn:aws:states:::lambda:invoke", que responde con {Payload, StatusCode, …}.',
  },
  'path-never-exists': {
    message: "'{path}' no lleva a ninguna parte: '{step}' no está en {what}.",
    advice: 'Compara la ruta con el resultado anterior y con los ResultPath, ResultSelector y OutputPath del camino.',
  },
  island: {
    message: "Nunca se entra en el estado '{name}': solo llevan a él estados en los que nunca se entra.",
    advice: 'Llega a él desde un estado en el que se entre, o elimina el grupo.',
  },
  'unreachable-rule': {
    message: 'Esta regla nunca se cumple: siempre que lo haría, antes se cumple la regla {earlier}.',
    advice: 'Pon antes la regla más estrecha o quita esta.',
  },
  'contradictory-rule': {
    message: 'Esta regla nunca se cumple: su condición se contradice ({detail}).',
    advice: 'Usa Or si basta con una de las partes, o corrige los valores.',
  },
  'no-default': {
    message: "'{name}' no tiene Default: si ninguna regla se cumple, la ejecución falla con States.Runtime, que nada puede capturar.",
    advice: 'Añade un Default, por ejemplo un estado Fail que diga qué llegó.',
  },
  'result-path-overwrites': {
    message: "El resultado de '{state}' sobrescribe '{path}', que la entrada ya tiene.",
    advice: 'Elige otro ResultPath, salvo que el valor anterior ya no haga falta.',
  },
  'catch-unreachable': {
    message: 'Este Catch nunca se aplica: el Catch {earlier} toma antes {errors}.',
    advice: 'Pon antes el más específico. States.TaskFailed abarca todos los errores salvo States.Timeout.',
  },
  'catch-impossible': {
    message: 'Este Catch nunca se aplica: {errors} no puede darse en este estado o no se puede capturar.',
    advice: 'Quítalo, o nombra los errores en los que este estado puede acabar.',
  },
  'retry-unreachable': {
    message: 'Este Retry nunca se aplica: el Retry {earlier} toma antes {errors}.',
    advice: 'Pon antes el más específico. States.TaskFailed abarca todos los errores salvo States.Timeout.',
  },
  'retry-impossible': {
    message: 'Este Retry nunca se aplica: {errors} no puede darse en este estado o no admite reintentos.',
    advice: 'Quítalo, o nombra los errores en los que este estado puede acabar.',
  },
  'retry-never': {
    message: 'MaxAttempts es 0, así que estos errores nunca se reintentan.',
    advice: 'Quita la entrada: al final de la lista no cambia nada.',
  },
  'empty-result-writer': {
    message: 'Este ResultWriter no dice ni cómo deben ser los resultados ni adónde van: AWS lo acepta y el estado falla.',
    advice: 'Añade WriterConfig, o Resource con Parameters (JSONata: Arguments), o quita ResultWriter.',
  },
  'token-without-timeout': {
    message: "'{state}' espera un token de tarea sin límite; si nadie responde, esperará hasta un año.",
    advice: 'Añade TimeoutSeconds, o HeartbeatSeconds si el otro lado puede avisar de que sigue vivo.',
  },
  'token-not-passed': {
    message: "'{state}' espera un token de tarea pero no se lo da a nadie, así que nadie puede responder.",
    advice: 'Pasa $$.Task.Token (JSONata: $states.context.Task.Token) en Parameters o Arguments.',
  },
  'token-not-awaited': {
    message: "'{state}' pasa un token de tarea pero no espera la respuesta.",
    advice: 'Añade .waitForTaskToken a Resource, o no pases el token.',
  },
  'service-nowhere': {
    message: "'{state}' llama a {service}, que ni se sirve aquí ni se ha dicho dónde está.",
    advice: 'Arranca el servidor con --forward {service}=URL, o con --forward {service}=aws.',
  },
  'integration-not-run': {
    message: "'{state}' usa {resource}, que este servidor no puede ejecutar.",
    advice: 'Captura el fallo, o prueba la máquina con un simulacro de este estado.',
  },
  'payload-size': {
    message: 'Solo este valor ocupa {size} bytes; un estado admite {limit}.',
    advice: 'Guarda los datos grandes en S3 y pasa su clave.',
  },
  'undefined-variable': {
    message: 'La variable {variable} no se asigna en ningún lugar que este estado pueda ver.',
    advice: 'Asígnala en un estado anterior, en el mismo ámbito o en uno que lo contenga, o corrige su nombre.',
  },
  'handler-file': {
    message: "El handler '{handler}' necesita el archivo {expected}, pero el paquete contiene: {files}.",
    advice: 'Pon como handler {suggestion}, o empaqueta el archivo donde dice el handler.',
  },
  'handler-format': {
    message: "El handler '{handler}' no nombra un archivo y una función.",
    advice: 'Escríbelo como archivo.funcion, por ejemplo index.handler.',
  },
}
