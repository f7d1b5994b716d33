import { describe, expect, it } from 'vitest'
import { readDeviceFile } from '../../src/config/device-file.ts'

const tester = `tester:
  above: [{address: 192.0.2.201, mac: "02:00:00:00:01:01"}]
  below: [{address: 192.0.2.2, mac: "02:00:00:00:01:02"}]
`

describe('a device file', () => {
  it('names a configuration, addresses and commands', () => {
    const file = readDeviceFile(
      'd.yaml',
      `name: edge\nconfig: k.conf\n${tester}control: {start: do it, link-down: pull}\n`,
    )
    expect(file).toMatchObject({
      name: 'edge',
      config: 'k.conf',
      prompt: false,
      control: { start: 'do it', 'link-down': 'pull' },
    })
    expect(file.tester.above[0]).toMatchObject({ address: { text: '192.0.2.201' }, mac: '02:00:00:00:01:01' })
  })

  it('says what the device does for hosts', () => {
    const host = `host: {forwards-between: [{address: 192.0.2.7, mac: "02:00:00:00:01:07"}], proxy-arp: 198.51.100.1}\n`
    const file = readDeviceFile('d.yaml', `config: k.conf\n${tester}${host}`)
    expect(file.host).toMatchObject({
      'forwards-between': [{ address: { text: '192.0.2.7' }, mac: '02:00:00:00:01:07' }],
      'router-advertisements': false,
      'proxy-arp': { text: '198.51.100.1' },
    })
  })

  it.each([
    [tester, 'config: '],
    [`config: k.conf\n`, 'tester: '],
    [`config: k.conf\ntester: {below: []}\n`, 'tester.below: '],
    [
      `config: k.conf\n${tester.replace('192.0.2.2,', '192.0.2.300,')}`,
      'tester.below.0.address: 192.0.2.300 is no address',
    ],
    [`config: k.conf\n${tester.replace('02:00:00:00:01:02', '02')}`, 'tester.below.0.mac: 02 is no MAC address'],
    [`config: k.conf\n${tester}control: {reboot: now}\n`, 'control: '],
    ['config: [', 'd.yaml: '],
    ['', 'it: '],
  ])('%j is refused with the place of the mistake', (text, message) => {
    expect(() => readDeviceFile('d.yaml', text)).toThrow(message)
  })
})
