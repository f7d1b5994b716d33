// tsx test/bench/speak.ts INTERVAL_MS SECONDS: how even the beats of our router are beside those of keepalived, each in
// a virtual router of its own on one segment at the same time, stamped by the kernel. The aims: a mean within 0.1 %; a
// 99th percentile at most 1.25 times keepalived's at 10 ms, and no worse at 1 s.
import { Lab, missingForLab, SWITCH, sleep } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import { keepalivedConfig } from '../netns/configs.ts'
import { advertsIn, speak } from '../netns/speaking.ts'

const THEIRS = 51
const OURS = 52
const [intervalMs = 10, seconds = 10] = process.argv.slice(2).map(Number)

const missing = missingForLab(['keepalived', 'tcpdump'])
if (missing.length > 0) console.error(`speak beside keepalived: not compared: ${missing.join('; ')}`)
else await compare()

async function compare(): Promise<void> {
  const lab = await Lab.create([
    { name: 'ka', addresses: ['192.0.2.11/24'] },
    { name: 'us', addresses: [] },
  ])
  try {
    const config = keepalivedConfig({ version: 3, vrid: THEIRS, priority: 100, intervalSec: intervalMs / 1000 })
    await new Keepalived(lab, 'ka', config).start()
    const flags = ['--vrid', `${OURS}`, '--address', '192.0.2.102', '--source', '192.0.2.50']
    const speaker = speak(lab, 'us', ...flags, '--interval', `${intervalMs}ms`)
    await sleep(4 * intervalMs + 3000)
    const capture = await lab.capture(SWITCH, 'beats.pcap')
    await sleep(seconds * 1000)
    await capture.stop()
    speaker.child.kill('SIGTERM')
    await speaker.exited
    const adverts = await advertsIn(capture.file)
    const beats = (vrid: number) => adverts.filter(({ advert }) => advert.vrid === vrid).map(({ tNs }) => tNs / 1e6)
    console.table({ keepalived: evenness(beats(THEIRS)), vrrpscope: evenness(beats(OURS)) })
  } finally {
    await lab.close()
  }
}

/** Mean interval against the one configured, and how far single ones are from it. */
function evenness(timesMs: readonly number[]) {
  const gaps = timesMs.slice(1).map((time, i) => time - timesMs[i]!)
  const off = gaps.map((gap) => Math.abs(gap - intervalMs)).sort((a, b) => a - b)
  const meanMs = (timesMs.at(-1)! - timesMs[0]!) / gaps.length
  return {
    adverts: timesMs.length,
    'interval ms': intervalMs,
    'mean off %': ((100 * (meanMs - intervalMs)) / intervalMs).toFixed(3),
    'p99 off ms': off[Math.floor(0.99 * (off.length - 1))]!.toFixed(3),
    'worst off ms': off.at(-1)!.toFixed(3),
  }
}
