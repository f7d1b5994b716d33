import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CaptureInterface } from '../../src/capture/source.ts'
import type { Mac } from '../../src/core/address.ts'
import { ns } from '../../src/core/time.ts'
import { CaptureFile } from '../../src/edge/capture-file.ts'
import { collect } from '../capture/collect.ts'
import { emitSll2 } from '../wire/cooked.ts'

const CONTEXT = { timeline: { epochSec: 1_700_000_000 }, filter: '', application: 'test', onNote: () => {} }

test('interfaces that a capture tells apart by their frames are recorded as that capture', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-file-'))
  try {
    const face = (index: number, name: string, linkType: number, part = {}): CaptureInterface => ({
      ...{ index, name, linkType, snapLen: 0, clock: 'kernel', ...part },
    })
    const any = face(0, 'any', 276)
    const eth0 = face(2, 'eth0', 276, { within: 0, ifIndex: 2 })
    const tun = face(1, 'tun0', 101)
    const file = new CaptureFile(join(dir, 'kept.pcapng'), [any, tun, eth0], CONTEXT)
    const frame = emitSll2(
      { direction: 2, src: '02:00:00:00:00:02' as Mac, protocol: 0x800, ifIndex: 2 },
      new Uint8Array(4),
    )
    const gap = { source: 2, from: ns(1), to: ns(2), reason: 'tap-lost', dropped: 0 } as const
    file.add({ source: 2, at: ns(1), frameNo: 1, bytes: frame, wireLen: frame.length, gaps: [] })
    file.add({ source: 1, at: ns(2), frameNo: 2, bytes: new Uint8Array(20), wireLen: 20, gaps: [gap] })
    await file.close([], ns(3))
    const { faces, frames, gaps } = collect(readFileSync(file.path))
    expect(faces.map(({ name }) => name)).toEqual(['any', 'tun0', 'any:interface 2'])
    expect(frames.map(({ source, linkType }) => [source, linkType])).toEqual([
      [2, 276],
      [1, 101],
    ])
    // The whole of what it is part of.
    expect(gaps).toEqual([{ ...gap, source: 0, from: ns(1), to: ns(2) }])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
