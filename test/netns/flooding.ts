import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { ns } from '../../src/core/time.ts'
import { INTERFACE, type Lab, sleep } from '../../src/edge/lab.ts'

const TAP = fileURLToPath(new URL('../../dist/cli/tap-child.js', import.meta.url))
/** The tap hears nothing itself. */
const DEAF = 'ether host 00:00:00:00:00:01'

/** Sends frames in turn from a host, evenly spaced; resolves when the last one has left: how many, and in what time. */
export async function flood(
  lab: Lab,
  host: string,
  frames: readonly Uint8Array[],
  perSec: number,
  seconds: number,
): Promise<{ sent: number; tookSec: number }> {
  // A tap comes before all others, which is for capturing: a sender that does leaves no processor to whoever is flooded.
  const asUsual = ['setpriv', '--bounding-set', '-sys_nice']
  const words = ['netns', 'exec', lab.netns(host), ...asUsual, process.execPath, TAP, INTERFACE, DEAF]
  const tap = spawn('ip', words, { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = new Promise((resolve) => tap.once('close', resolve))
  const records = frames.map((frame) => pcapRecord(frame, { epochSec: 0 }, ns(0), 'ns'))
  tap.stdin.write(pcapHeader(1, 'ns'))
  await sleep(500)
  const started = performance.now()
  const total = perSec * seconds
  let sent = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSec))
    const batch: Uint8Array[] = []
    while (sent < due) batch.push(records[sent++ % records.length]!)
    if (batch.length > 0 && !tap.stdin.write(Buffer.concat(batch)))
      await new Promise((go) => tap.stdin.once('drain', go))
    await sleep(2)
  }
  tap.stdin.end()
  await ended
  return { sent, tookSec: (performance.now() - started) / 1000 }
}
