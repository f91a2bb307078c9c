import { describe, expect, it } from 'vitest'
import { MappingFailed } from './bounds.ts'
import type { MappingScope } from './reference.ts'
import { MappingSyntaxError } from './syntax.ts'
import { compileMapping } from './template.ts'

const scope: MappingScope = {
  body: '{"message":["Hello","World!"],"who":{"name":"Ann \\"A\\"","age":3,"none":null}}',
  params: { path: { id: '7' }, querystring: { a: '1', b: '2' }, header: { 'X-Id': 'h' } },
  context: { stage: 'prod', identity: { sourceIp: '127.0.0.1' } },
  stageVariables: { table: 'pets' },
}
const fill = (template: string, change: Partial<MappingScope> = {}) => compileMapping(template)({ ...scope, ...change }).body

describe('a mapping template', () => {
  it('puts the body or a part of it where JSON is wanted', () => {
    expect(fill('{"body": $input.json(\'$\')}')).toBe(`{"body": ${scope.body}}`)
    expect(fill('$input.json("$.message[1]") $input.json(\'$.missing\')')).toBe('"World!" ')
    expect(fill("$input.json('$')", { body: '' })).toBe('{}')
    expect(fill('$input.body', { body: 'plain' })).toBe('plain')
  })

  it('prints values as Java does', () => {
    expect(fill('$input.params().querystring')).toBe('{a=1, b=2}')
    expect(fill("$input.path('$.who') $input.path('$.message')")).toBe('{name=Ann "A", age=3, none=null} ["Hello","World!"]')
    expect(fill("$input.path('$.who').age $input.path('$.message')[0] $input.path('$.who.none')|")).toBe('3 Hello |')
  })

  it('keeps the digits of numbers', () => {
    const body = '{"id":12345678901234567890,"price":1.0,"of":[9007199254740993,2.50]}'
    expect(fill("$input.json('$') $input.json('$.id') $input.json('$.of') $input.json('$.of[1]')", { body })).toBe(
      `${body} 12345678901234567890 [9007199254740993,2.50] 2.50`,
    )
    expect(fill("$input.path('$.id') $input.path('$.price')", { body })).toBe('12345678901234567890 1.0')
  })

  it('finds a parameter in the path, the query and the headers, in this order', () => {
    expect(fill("$input.params('id') ${input.params('b')} $!input.params().header.get('X-Id') $input.params('no')|")).toBe('7 2 h |')
    const both = { path: { k: 'path' }, querystring: { k: 'query' }, header: { k: 'header' } }
    expect(fill("$input.params('k')", { params: both })).toBe('path')
  })

  it('knows the context, stage variables and its own functions', () => {
    expect(fill('$context.stage/$context.identity.sourceIp ${stageVariables.table}s')).toBe('prod/127.0.0.1 petss')
    expect(fill("$util.escapeJavaScript($input.json('$.who.name'))")).toBe('\\"Ann \\\\\\"A\\\\\\"\\"')
    expect(fill('$util.urlEncode("a b&c") $util.urlDecode("a+b%26") $util.base64Encode("x") $util.base64Decode("eA==")')).toBe(
      'a+b%26c a b& eA== x',
    )
    expect(fill('$util.parseJson($input.body).who.age')).toBe('3')
  })

  it('leaves other text as it is, dollars and hashes too, and takes comments out', () => {
    expect(fill('{"price": "$5", "tag": "#1", "other": "$unknown.x", "e": "$"}')).toBe(
      '{"price": "$5", "tag": "#1", "other": "$unknown.x", "e": "$"}',
    )
    expect(fill('a## of no matter\nb#* nor\n this *#c')).toBe('abc')
  })

  it('a name of API Gateway may be given to something of its own, as templates that start executions have it', () => {
    expect(fill(`#set($input = $input.json('$.who'))\n{"input": "$util.escapeJavaScript($input).replaceAll("\\\\'", "'")"}`)).toBe(
      fill(`{"input": "$util.escapeJavaScript($input.json('$.who')).replaceAll("\\\\'", "'")"}`),
    )
    expect(fill('#set($input = "{""a"": 1}")$input')).toBe('{"a": 1}')
    expect(fill('#foreach($context in [1, 2])$context#end $context.stage')).toContain('12 ')
  })

  it.each([
    ['#macro(m)x#end', 'directives such as #macro'],
    ['#parse("other")', 'directives such as #parse'],
    ['#{include}("other")', 'directives such as #{include}'],
    ['#evaluate("$x")', 'directives such as #evaluate'],
    ['#@m()#end', 'directives such as #@m'],
    ['#if(true)a', 'before an #end'],
    ['#if(true)a#else b#elseif(true)c#end', 'before an #end'],
    ['#foreach($x in [1])a#else b#end', 'before an #end'],
    ['a#end', '#end stands'],
    ['#else', '#else stands'],
    ['#set($x)', 'cannot be read'],
    ['#set(x = 1)', 'cannot be read'],
    ['#set($x == 1)', 'cannot be read'],
    ['#set($input.a = 1)', "$input can't be set"],
    ['#set($input = 1)$util.evil()', '$util.evil'],
    ['#set($input = $input.params($input.json("$.[")))', 'is no JSONPath'],
    ['#set($stageVariables.a = 1)', "$stageVariables can't be set"],
    ['#set($context.requestOverride.header.a = "b")', 'is not served here'],
    ['#set($context.stage = "x")', 'is not served here'],
    ['#if($input.path("$.a") == $util.evil())a#end', '$util.evil'],
    ['#set($x = "$input.evil")', '$input.evil'],
    ['#foreach($x in $input.evil())#end', '$input.evil'],
    ['#set($x = [1, $input.evil()])', '$input.evil'],
    ['#set($x = {"a": $input.evil()})', '$input.evil'],
    ['#set($x = [1..$input.evil()])', '$input.evil'],
    ['#set($x = !$input.evil())', '$input.evil'],
    ['#set($x = $y.get($input.evil()))', '$input.evil'],
    ['#set($x = $y[$input.evil()])', '$input.evil'],
    ['#if(true)#else$input.evil()#end', '$input.evil'],
    ['#define($b)$input.evil()#end', '$input.evil'],
    [`#set($x = ${'('.repeat(60)}1${')'.repeat(60)})`, 'nested more than 50 deep'],
    [`#set($x = ${'!'.repeat(60)}true)`, 'nested more than 50 deep'],
    [`${'#if(true)'.repeat(60)}${'#end'.repeat(60)}`, 'nested more than 50 deep'],
    ["$input.json('$.[')", 'is no JSONPath'],
    ['$input.json()', 'take a JSONPath'],
    ['$input.getClass()', '$input.getClass'],
    ['$util.evil("x")', '$util.evil'],
    ["$input.params('x'", 'cannot be read'],
  ])('%s is refused before any request comes', (template, reason) => {
    expect(() => compileMapping(template)).toThrow(MappingSyntaxError)
    expect(() => compileMapping(template)).toThrow(reason)
  })

  it('takes a long text in a time that grows with it alone', () => {
    // Of this thread alone: the clock would count what else the machine does.
    const started = process.threadCpuUsage()
    expect(fill('${'.repeat(100_000)).length).toBe(200_000)
    expect(fill('$input'.slice(0, 3).repeat(100_000)).length).toBe(300_000)
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(2_000)
  })

  it('sets variables, and prints them or what is written where there is none', () => {
    expect(fill('#set($a = 1)\n#set( $b = "x${a}y" )$b $!c$c|${c}|$!{c}')).toBe('x1y $c|${c}|')
    expect(fill("#set($root = $input.path('$'))$root.who.name $root.message[1] $root['who'].age $root.who.get('age')")).toBe(
      'Ann "A" World! 3 3',
    )
    expect(fill("#set($x = 'old')#set($x = $input.path('$.missing'))$x")).toBe('old')
    expect(fill('#set($m = {"a": 1, \'b\': [1, 2.5, true, null]})$m $m.a $m.b[1] #set($m.c = "d")#set($m["e"] = 2)$m.c$m.e')).toBe(
      '{a=1, b=[1, 2.5, true, ]} 1 2.5 d2',
    )
    expect(fill('#set($x = \'it\'\'s $a\')$x #set($y = "say ""$x""")$y')).toBe('it\'s $a say "it\'s $a"')
    expect(fill('\\$a \\#set #[[$input.body #set(]]# \\n')).toBe('$a #set $input.body #set( \\n')
  })

  it.each([
    ['1 + 2 * 3 - 4', '3'],
    ['7 / 2', '3'],
    ['7.0 / 2', '3'],
    ['7.5 / 2', '3.75'],
    ['7 % 4', '3'],
    ['-1 + (2 + 3) * 2', '9'],
    ['"a" + 1 + true', 'a1true'],
    ['1 == 1 && "a" == "a"', 'true'],
    ['1 == "1"', 'true'],
    ['1 != 2 and not false', 'true'],
    ['$no == $none', 'true'],
    ['$no == 1', 'false'],
    ['1 < 2 && 2 >= 2 && !(3 <= 2) && 3 gt 2', 'true'],
    ['1 eq 1 or $no', 'true'],
    ['false || false', 'false'],
    ['"10" > 9', 'true'],
    ['[3..1]', '[3, 2, 1]'],
    ['[1..3].size()', '3'],
    ['$input.params("b") == 2', 'true'],
    ['"true" == true', 'true'],
  ])('computes %s', (expression, told) => {
    const value = expression === '[1..3].size()' ? '#set($r = [1..3])$r.size()' : `#set($r = ${expression})$!r`
    expect(fill(value)).toBe(told)
  })

  it.each(['1 / 0', '1 % 0', '"a" < 1', '$no + 1', '$input.body.evil()', '[1..$no]'])('makes nothing of %s', expression => {
    expect(fill(`#set($r = 'before')#set($r = ${expression})$r`)).toBe('before')
  })

  it('decides', () => {
    const sort = (value: string) => fill(`#set($v = ${value})#if($v == 1)one#elseif($v == 2)two#{else}many#end`)
    expect(['1', '2', '3'].map(sort)).toEqual(['one', 'two', 'many'])
    expect(fill('#if($no)a#end#if("")b#end#if(0)c#end#if(false)d#end#if($input.params("no"))e#end|')).toBe('bc|')
    expect(fill('{\n#if(true)\n  "a": 1\n#end\n}')).toBe('{\n  "a": 1\n}')
  })

  it('goes through lists, maps and ranges', () => {
    expect(
      fill('#foreach($m in $input.path("$.message"))$foreach.index/$foreach.count/$velocityCount $m#if($foreach.hasNext), #end#end'),
    ).toBe('0/1/1 Hello, 1/2/2 World!')
    expect(fill('#foreach($n in [1..5])#if($n == 4)#break#end$n#if($foreach.first)!#end#end.$!n')).toBe('1!23.')
    expect(fill('#foreach($v in {"a": 1, "b": 2})$v#end #foreach($v in "text")$v#end #foreach($v in $no)$v#end|')).toBe('12  |')
    expect(fill('#foreach($a in [1, 2])#foreach($b in [3, 4])$a$b#if($foreach.last)-$foreach.index#end#end $foreach.index;#end')).toBe(
      '1314-1 0;2324-1 1;',
    )
    expect(fill('#foreach($n in [1, 2])#foreach($o in [1, 2])$n$o #stop#end#end after')).toBe('11 ')
    expect(fill('#set($all = $input.params())#foreach($k in $all.querystring.keySet())"$k": "$all.querystring.get($k)" #end')).toBe(
      '"a": "1" "b": "2" ',
    )
  })

  it('keeps blocks for later', () => {
    expect(fill('#define($block)<$x>#end#set($x = 1)$block#set($x = 2)${block}#set($text = "$block")$text')).toBe('<1><2><2>')
    expect(() => fill('#define($a)$a#end$a')).toThrow(MappingFailed)
  })

  it.each([
    ['"abc".length()', '3'],
    ['"".isEmpty()', 'true'],
    ['"".empty', 'true'],
    ['"aXc".toLowerCase()', 'axc'],
    ['"abc".toUpperCase()', 'ABC'],
    ['" a ".trim()', 'a'],
    ['"abc".contains("b")', 'true'],
    ['"abc".startsWith("ab")', 'true'],
    ['"abc".endsWith("ab")', 'false'],
    ['"abcb".indexOf("b")', '1'],
    ['"abcb".lastIndexOf("b")', '3'],
    ['"abcd".substring(1)', 'bcd'],
    ['"abcd".substring(1, 3)', 'bc'],
    ['"abcd".charAt(2)', 'c'],
    ['"a".concat("b")', 'ab'],
    ['"a.b.c".replace(".", "-")', 'a-b-c'],
    ['"a1b22".replaceAll("[0-9]+", "#")', 'a#b#'],
    ['"a1b2".replaceFirst("[0-9]", "($0)")', 'a(1)b2'],
    ['"a1b2".replaceAll("([a-z])([0-9])", "$2$1\\$")', '1a$2b$'],
    ['"a.b".replaceAll("", "-")', '-a-.-b-'],
    ['"a.b".replace("", "-")', '-a-.-b-'],
    ['"abc".matches("a.c")', 'true'],
    ['"abc".matches("b")', 'false'],
    ['"a,b".split(",")', '[a, b]'],
    ['"A".equals("a")', 'false'],
    ['"A".equalsIgnoreCase("a")', 'true'],
    ['"1".equals(1)', 'false'],
    ['"a".toString()', 'a'],
    ['[1, 2].size()', '2'],
    ['[].isEmpty()', 'true'],
    ['[1, 2].get(1)', '2'],
    ['[1, 2].contains(2)', 'true'],
    ['["a", "b"].indexOf("b")', '1'],
    ['[1].add(2)', 'true'],
    ['{"a": 1}.containsKey("a")', 'true'],
    ['{"a": 1}.get("b")', '$v.get("b")'],
    ['{"a": 1}.keySet()', '[a]'],
    ['{"a": 1}.values()', '[1]'],
    ['{"a": 1}.size()', '1'],
    ['{"a": 1}.entrySet()', '[{key=a, value=1}]'],
    ['{"a": 1}.put("b", 2)', '$v.put("b", 2)'],
    ['{"a": 1}.remove("a")', '1'],
    ['{"a": 1}.getA()', '1'],
    ['2.5.intValue()', '2'],
    ['"a".getClass()', '$v.getClass()'],
    ['"a".constructor', '$v.constructor'],
    ['{"a": 1}.constructor', '$v.constructor'],
    ['{"a": 1}.__proto__', '$v.__proto__'],
    ['[1].__proto__', '$v.__proto__'],
  ])('%s', (expression, told) => {
    const [, value, call] = /^(.*?[\]}"\d])(\.[A-Za-z_].*)$/.exec(expression)!
    expect(fill(`#set($v = ${value})$v${call}`)).toBe(told)
  })

  it('changes maps of its own, and nothing that others have', () => {
    const context = { identity: { sourceIp: '1' } }
    const params = { path: {}, querystring: {}, header: { a: '1' } }
    const template =
      '#set($h = $input.params().header)#set($o = $h.put("a", "2"))#set($o = $context.identity.put("sourceIp", "9"))#set($m = {})#set($m["__proto__"] = {"x": 1})$h.a $m.x $m.keySet() $context.identity.sourceIp'
    expect(fill(template, { context, params })).toBe('2 $m.x [__proto__] 9')
    expect([context.identity.sourceIp, params.header.a, ({} as { x?: number }).x]).toEqual(['1', '1', undefined])
  })

  it('overrides the status and headers of the answer', () => {
    const filled = compileMapping(
      '#if($input.path("$.who.age") == 3)#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-Why = "b")#end$context.responseOverride.status',
    )(scope)
    expect(filled).toEqual({ body: '418', override: { status: 418, headers: { 'X-Why': 'b' } } })
    for (const status of ['"no"', '199', '600', '200.5']) {
      expect(compileMapping(`#set($context.responseOverride.status = ${status})`)(scope).override).toEqual({ headers: {} })
    }
  })

  it.each([
    ['printed often', '#set($s = $input.body)#foreach($n in [1..1000])$s#end', 1_000_000],
    ['put into itself', '#set($s = $input.body)$s.replace("a", $s)', 40_000],
  ])('ends before a long text, %s, becomes longer than any may be', (_, template, length) => {
    expect(() => fill(template, { body: 'a'.repeat(length) })).toThrow('What a mapping template makes is too long.')
  })

  it.each([
    ['more iterations than a loop may have', '#foreach($n in $input.path("$"))#end', `[${'1,'.repeat(1000)}1]`],
    ['a range that is too long', '#foreach($n in [1..1001])#end', '{}'],
    ['loops within loops', '#foreach($a in [1..1000])#foreach($b in [1..1000])$a#end#end', '{}'],
    ['a text that doubles', '#set($s = "0123456789")#foreach($n in [1..40])#set($s = "$s$s")#end', '{}'],
    ['texts that are added up', '#set($s = "0123456789")#foreach($n in [1..40])#set($s = $s + $s)#end', '{}'],
    ['a long text, printed often', '#set($s = $input.body)#foreach($n in [1..1000])$s#end', `"${'a'.repeat(100_000)}"`],
    ['a replacement that grows', '#set($s = "aaaaaaaaaa")#foreach($n in [1..40])#set($s = $s.replaceAll("a", "aaaa"))#end', '{}'],
    ['a short text that a long one is put into', '#set($s = $input.body)$s.replace("a", $s)', `"${'a'.repeat(10_000)}"`],
    ['patterns that look at a text often', '#set($s = $input.body)#foreach($n in [1..1000])$s.matches("b")#end', `"${'a'.repeat(2_000)}"`],
    ['a group that there is not', '#set($s = "a")$s.replaceAll("a", "$1")', '{}'],
    ['a pattern that is none', '#set($t = "a")$t.matches("(")', '{}'],
    ['a path that is none', '#set($p = "$.[")$input.json($p)', '{}'],
  ])('ends on %s', (_, template, body) => {
    const started = process.threadCpuUsage()
    expect(() => fill(template, { body })).toThrow(MappingFailed)
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(5_000)
  })
})
