import { execFileSync } from 'node:child_process'
import { CaptureRun } from '../../../src/capture/run.ts'
import { VrrpscopeError } from '../../../src/core/errors.ts'
import { NS_PER_MS } from '../../../src/core/time.ts'
import { currentSecond, MonotonicClock } from '../../../src/edge/clock.ts'
import { INTERFACE } from '../../../src/edge/lab.ts'
import { openLive } from '../../../src/edge/pipe.ts'

// A live capture that prints what it meets as lines of JSON, until SIGINT: BACKEND [INTERFACE].

const [backend, interfaceName = INTERFACE] = process.argv.slice(2) as ['cap' | 'tcpdump', string?]
const gaps: object[] = []
const say = (event: object) => console.log(JSON.stringify(event))

const run = new CaptureRun()
run.startAt(currentSecond())
try {
  const live = await openLive({
    interfaceName,
    filter: '',
    backend,
    run,
    numbers: { last: 0 },
    clock: new MonotonicClock(run),
    sink: {
      onFrame: ({ frameNo, source, tNs }) =>
        say({ event: 'frame', frameNo, source, at: run.epochSec * 1000 + tNs / NS_PER_MS }),
      onGap({ from, to, ...gap }) {
        gaps.push({ ms: (to - from) / NS_PER_MS, ...gap })
        say({ event: 'gap', ...gaps.at(-1) })
      },
    },
  })
  const children = execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' }).split('\n')
  say({ event: 'open', child: Number(children[0]) })
  process.once('SIGINT', async () => {
    const { dropped = null, packets, interfaces } = await live.stop()
    say({ event: 'end', packets, dropped, clock: interfaces[0]?.clock, gaps })
  })
} catch (error) {
  if (!(error instanceof VrrpscopeError)) throw error
  say({ event: 'error', code: error.code, hint: error.hint })
  process.exitCode = 4
}
