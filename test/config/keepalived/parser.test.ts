import { describe, expect, test } from 'vitest'
import { configurationLines } from '../../../src/config/keepalived/lines.ts'
import { readKeepalived } from '../../../src/config/keepalived/lower.ts'
import type { Note } from '../../../src/config/note.ts'
import type { SourceText } from '../../../src/config/text.ts'

const lines = (text: string, configId?: string, files: Readonly<Record<string, string>> = {}): string[] => {
  const notes: Note[] = []
  const include = (pattern: string): SourceText[] =>
    files[pattern] === undefined ? [] : [{ name: pattern, text: files[pattern] }]
  const all = [...configurationLines({ name: 'a.conf', text }, { configId, include }, notes, [])]
  return all.map((line) => line.text.trim())
}

/** `line:column message` of what keepalived 2.2.7 complains about. */
const complaints = (text: string): string[] => {
  const node = readKeepalived({ name: 'a.conf', text }, { node: 'a', include: () => [] })
  return node.notes.map((note) => `${note.place.line}:${note.place.column} ${note.message}`)
}

describe('lines', () => {
  test.each([
    ['auth_pass ab#c', ['auth_pass ab']],
    ['auth_pass "ab#c" ! and', ['auth_pass "ab#c"']],
    ['virtual_ipaddress{10.3.0.1 }', ['virtual_ipaddress', '{', '10.3.0.1', '}']],
    ['state "a{b"', ['state "a{b"']],
    ['a { ~SEQ(i, 1, 2) b $i', ['a', '{', 'b 1', 'b 2']],
    ['a {@n1 b\nc } $P=1\n$P', ['a', '{', 'c', '}', '1']],
    ['$P=30\nx $P\ny ${P}0\nz $P/24\nw $P0', ['x 30', 'y 300', 'z $P/24', 'w $P0']],
    ['$P=one\\\n two\\\n three\n$P\nend', ['one', 'two', 'three', 'end']],
    ['~SEQ(i, 1, 3) a ${i}', ['a 1', 'a 2', 'a 3']],
    ['~SEQ(i, 1, 2, 5) a $i', ['a 1', 'a 3', 'a 5']],
    ['~SEQ(i, 2, 1) a $i', ['a 2', 'a 1']],
    ['~LST(v, x, y) a $v', ['a x', 'a y']],
    ['~LST({a,b}, {1,2}, {3,4}) ${a}-$b', ['1-2', '3-4']],
    ['~SEQx(i, 9, 11) a $i', ['a 9', 'a a', 'a b']],
    ['~SEQ(i, -1) a $i', ['a -1']],
    ['$E=3\n~SEQ(i, 1, 2, $E) a $i\nlast $i', ['a 1', 'a 3', 'last 3']],
    ['~SEQ(i, 1, 2) ~SEQ(j, 3, 4) $i $j', ['1 3', '1 4', '2 3', '2 4']],
    ['~SEQ(i, 3, 4, 1) a', []],
    ['~SEQ(i, 08) a', []],
    ['~LST({a,b}, {1}, 2, {3,4}) ${a}-$b', ['1-', '2-', '3-4']],
    ['~LST({a,b}, {1,2,3}) ${a}-$b', []],
    ['$S=~SEQ(i, 1, 2) a $i\n$S', ['a 1', 'a 2']],
    ['$A=${B}\n$B=b\n$A', ['b']],
    ['$A=x \\\n $A\nb', ['b']],
    ['$R=one \\\n\ntwo\n$R $R', ['two', '$R one']],
    ['@n1 a\n@^n1 b\n@n2 c', ['b']],
    ['x ${_HASH}y z', ['x']],
    ['x \\#y', ['x']],
    ['# c \\', ['\\']],
    ['x # c \\', ['x\\']],
  ])('%j', (text, expected) => {
    expect(lines(text)).toEqual(expected)
  })

  test('@ID lines with --config-id', () => {
    expect(lines('@n1 a\n@^n1 b\n@n2 c\n@^n2 d', 'n1')).toEqual(['a', 'd'])
  })

  test('included files stand where their line stood', () => {
    expect(lines('a\ninclude b.conf\nc', undefined, { 'b.conf': 'b1\nb2' })).toEqual(['a', 'b1', 'b2', 'c'])
  })

  test('a condition, a variable or a sequence may include', () => {
    const files = { 'b.conf': 'b', 'c.conf': 'c' }
    const text = '@^n1 include b.conf\n@n1 include c.conf\n$I=include c.conf\n$I\n~SEQ(i, 1, 2) include b.conf'
    expect(lines(text, undefined, files)).toEqual(['b', 'c', 'b', 'b'])
  })

  test.each([
    ['a value that holds itself', '$A=a $A\n$A'],
    ['values that double', `$A=xxxxxxxx\n${'$A=$A $A\n'.repeat(30)}$A`],
    ['lines that hold themselves', '$A=@n1 x \\\n $A\n$A'],
    ['nested sequences', `${'~SEQ(i, 1, 60000) '.repeat(50)}@n1 x`],
  ])('%s come to an end', (_, text) => {
    let count = 0
    try {
      count = lines(text).length
    } catch (error) {
      expect(error).toMatchObject({ code: 'config/too-long' })
    }
    expect(count).toBeLessThanOrEqual(1)
  })

  test('a loop of includes is named', () => {
    expect(() => lines('include b', undefined, { b: 'include b' })).toThrow('b includes itself: b -> b')
  })
})

describe('blocks, as keepalived 2.2.7 takes them', () => {
  const V = 'vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\n'
  const end = 'virtual_ipaddress {\n192.0.2.1\n}\n}'

  test('an unknown keyword with a block closes the block around it', () => {
    // Each of these was said by `keepalived -t`: the `}` of bogus ends the instance.
    expect(complaints(`${V}bogus {\nx 1\n}\n${end}`)).toEqual([
      '1:15 no-address-sensible',
      '4:1 unknown-keyword',
      '4:7 unexpected-brace',
      '5:1 unknown-keyword',
      '7:1 unknown-keyword',
      '7:19 unexpected-brace',
      '8:1 unknown-keyword',
      '9:1 extra-brace',
      '10:1 extra-brace',
    ])
  })

  test('a brace may stand on the next line, and where the block is not known it is missed', () => {
    expect(complaints(`${V}authentication\n{\nauth_type PASS\nauth_pass x\n}\n${end}`)).toEqual([])
    expect(complaints(`${V}authentication\nauth_type PASS\nauth_pass x\n}\n${end}`)).toEqual([
      '5:1 missing-open',
      '8:1 stray',
      '8:19 unexpected-brace',
      '9:1 stray',
      '10:1 extra-brace',
      '11:1 extra-brace',
    ])
  })

  test('a second instance of one name is skipped whole', () => {
    const text = `${V}${end}\n${V.replace('_id 1', '_id 300')}${end}`
    expect(complaints(text)).toEqual(['8:15 defined-twice'])
  })

  test('blocks of others are skipped whole', () => {
    expect(complaints(`${V}${end}\nvirtual_server 10.0.0.1 80 {\nreal_server a {\nfoo {\n}\n}\n}`)).toEqual([])
  })

  test('a misspelt keyword is told its nearest', () => {
    const node = readKeepalived({ name: 'a', text: `${V}priorty 5\n${end}` }, { node: 'a', include: () => [] })
    expect(node.notes[0]).toMatchObject({
      message: 'misspelt-keyword',
      values: { word: 'priorty', nearest: 'priority' },
    })
  })

  test('10 000 open blocks are too many, said in one error', () => {
    expect(() => complaints('a {\n'.repeat(10_000))).toThrow('blocks nest deeper than 64')
  })

  test('quotes that nothing closes take the rest of their line', () => {
    expect(complaints(`${V}priority "100\n${end}`)).toEqual(['4:10 unterminated-quote', '4:1 missing-value'])
  })
})

test('a keyword of a newer keepalived than the one given is named as such, not as misspelt', () => {
  const text = 'vrrp_instance V {\n  auth_hmac {\n    key 1 x\n  }\n}\n'
  const read = (profile: 'keepalived-2.2' | 'keepalived-2.4') =>
    readKeepalived({ name: 'a.conf', text }, { node: 'a', include: () => [], profile }).notes.filter(
      ({ message }) => message === 'newer-keyword',
    )
  expect(read('keepalived-2.2').map(({ values }) => values)).toEqual([
    { word: 'auth_hmac', block: 'vrrp_instance', since: '2.4.0' },
  ])
  expect(read('keepalived-2.4')).toEqual([])
})
