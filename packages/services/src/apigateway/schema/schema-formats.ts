const dateTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,12})?(?:Z|[+-]\d\d:\d\d)$/i

/** The formats of draft 4: https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00#section-7.3. Any other says nothing. */
export const schemaFormats: ReadonlyMap<string, (text: string) => boolean> = new Map(
  Object.entries({
    'date-time': (text: string) => {
      const [, day, time] = dateTime.exec(text) ?? []
      // A day that is not there, such as the 30th of February, is taken for another one.
      const moment = new Date(`${day}T${time}Z`)
      return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day!)
    },
    email: (text: string) => /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/.test(text),
    hostname: (text: string) =>
      text.length <= 253 &&
      text.split('.').every(label => /^[a-z\d-]{1,63}$/i.test(label) && !label.startsWith('-') && !label.endsWith('-')),
    ipv4: (text: string) => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text),
    ipv6: (text: string) => /^[\da-f:.]{2,45}$/i.test(text) && URL.canParse(`http://[${text}]/`),
    uri: (text: string) => /^[a-z][a-z\d+.-]*:/i.test(text) && URL.canParse(text),
  }),
)
