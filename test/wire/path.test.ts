import { expect, test } from 'vitest'
import { locate } from '../../src/wire/locate.ts'
import { Layer, NO_PATH, PathTable, paths } from '../../src/wire/path.ts'
import { bytes, viewOfFrame } from './views.ts'

const { Vlan, Vxlan, Gre, GreKey, Erspan, ErspanSession, Mpls } = Layer

test.each<[string, ...(readonly [Layer, number])[]]>([
  [''],
  ['vlan 20', [Vlan, 20]],
  ['vlan 20.7', [Vlan, 20], [Vlan, 7]],
  ['vxlan 5001', [Vxlan, 5001]],
  ['vlan 20/vxlan 5001', [Vlan, 20], [Vxlan, 5001]],
  ['vxlan 5001/vlan 7', [Vxlan, 5001], [Vlan, 7]],
  ['gre', [Gre, 0]],
  ['gre 7', [GreKey, 7]],
  ['erspan', [Erspan, 0]],
  ['erspan 3', [ErspanSession, 3]],
  ['mpls 100.200', [Mpls, 100], [Mpls, 200]],
  [
    'vlan 20.7/mpls 16.1048575/gre 4294967295',
    [Vlan, 20],
    [Vlan, 7],
    [Mpls, 16],
    [Mpls, 1048575],
    [GreKey, 0xffffffff],
  ],
])('%j is what a path is called', (text, ...layers) => {
  const table = new PathTable()
  const idOf = () => layers.reduce((parent, [layer, value]) => table.child(parent, layer, value), NO_PATH)
  expect(table.text(idOf())).toBe(text)
  expect(idOf()).toBe(idOf())
})

test('one path has one id, different paths have different ones', () => {
  const table = new PathTable()
  const vlan = table.child(NO_PATH, Layer.Vlan, 20)
  expect(table.child(NO_PATH, Layer.Vlan, 20)).toBe(vlan)
  const others = [
    table.child(NO_PATH, Layer.Vlan, 21),
    table.child(vlan, Layer.Vlan, 20),
    table.child(NO_PATH, Layer.Vxlan, 20),
    table.child(NO_PATH, Layer.GreKey, 20),
    table.child(NO_PATH, Layer.Gre, 0),
    table.child(NO_PATH, Layer.GreKey, 0),
    table.child(vlan, Layer.Mpls, 0xffffffff),
  ]
  expect(new Set([NO_PATH, vlan, ...others]).size).toBe(others.length + 2)
})

test('a full table keeps what it knows and gives all others one id', () => {
  const table = new PathTable(3)
  const first = table.child(NO_PATH, Layer.Vlan, 1)
  const second = table.child(NO_PATH, Layer.Vxlan, 2)
  const third = table.child(NO_PATH, Layer.Vlan, 3)
  expect(table.text(third)).toBe('unlisted')
  expect(table.child(NO_PATH, Layer.Vxlan, 4)).toBe(third)
  expect(table.child(third, Layer.Vlan, 5)).toBe(third)
  expect(table.child(NO_PATH, Layer.Vlan, 1)).toBe(first)
  expect(table.child(NO_PATH, Layer.Vxlan, 2)).toBe(second)
})

test('a tunnel of junk leaves no path in the table', () => {
  // VXLAN 1193046 around TCP.
  const frame = bytes(`aaaaaaaaaaaa bbbbbbbbbbbb 0800 4500 0046 0001 0000 4011 0000 0a000001 0a000002
    1234 12b5 0032 0000 08000000 12345600 aaaaaaaaaaaa bbbbbbbbbbbb 0800 4500 0014 0001 0000 4006 0000 0a000001 0a000002`)
  const before = paths.child(NO_PATH, Layer.Vxlan, 77)
  locate(viewOfFrame(frame))
  expect(paths.child(NO_PATH, Layer.Vxlan, 78)).toBe(before + 1)
})
