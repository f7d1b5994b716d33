import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { interfaceBlock, packetBlock, sectionHeaderBlock } from '../../src/capture/pcapng-writer.ts'
import { ns } from '../../src/core/time.ts'
import { assertValidReport } from '../report/valid.ts'
import { fixture, run } from './run.ts'

// Two interfaces of one pcapng are two vantage points, as two files are: adverts of the Active router that its own port
// shows and the switch does not were lost on the way. (format-variants/one-way-two-interfaces.pcapng holds both streams
// under one interface, and nobody can tell them apart.)

const EPOCH = { epochSec: 1_700_000_000 }

it('finds the one-way loss between the two interfaces of one file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-vantage-'))
  try {
    const file = join(dir, 'two.pcapng')
    writeFileSync(file, asOneFile(['r1', 'switch']))
    const { out } = await run('audit', file, '-f', 'json')
    const report = JSON.parse(out)
    assertValidReport(report)
    expect(report.captures).toMatchObject([{ format: 'pcapng', interfaces: ['r1', 'switch'] }])
    expect(report.virtualRouters).toHaveLength(1)
    const split = report.findings.find(({ id }: { id: string }) => id === 'state/split-brain')
    expect(split.values.cause).toBe('net/one-way-loss')
    // events.txt: .11 is cut off for 9 s, that is 9 adverts.
    expect(split.message).toMatch(/9 of 20 adverts of 192\.0\.2\.11 seen at r1 never reached switch/)
    const apart = JSON.parse((await run('audit', file, '-f', 'json', '--segments', 'each')).out)
    expect(apart.virtualRouters.map(({ id }: { id: string }) => id)).toEqual(['r1/ipv4/51', 'switch/ipv4/51'])
  } finally {
    rmSync(dir, { recursive: true })
  }
})

/** Captures of the one-way loss as interfaces of one pcapng, in the order of time. */
function asOneFile(names: readonly string[]): Uint8Array {
  const packets = names.flatMap((name, index) =>
    recordsOf(readFileSync(fixture(`v2-one-way-loss/${name}.pcap`))).map((record) => ({ ...record, interface: index })),
  )
  return Buffer.concat([
    sectionHeaderBlock('test'),
    ...names.map((name) => interfaceBlock({ name, linkType: 1, snapLen: 0 })),
    ...packets.sort((a, b) => a.at - b.at).map((packet) => packetBlock(packet, EPOCH)),
  ])
}

/** Frames of a little-endian microsecond pcap. */
function recordsOf(file: Buffer) {
  const records = []
  for (let pos = 24; pos < file.length; pos += 16 + file.readUInt32LE(pos + 8)) {
    const at = ns((file.readUInt32LE(pos) - EPOCH.epochSec) * 1e9 + file.readUInt32LE(pos + 4) * 1e3)
    records.push({ at, frame: file.subarray(pos + 16, pos + 16 + file.readUInt32LE(pos + 8)) })
  }
  return records
}
