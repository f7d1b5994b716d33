import { CaptureRun } from '../../src/capture/run.ts'
import { askControl } from '../../src/edge/control-socket.ts'
import { readCaptures } from '../../src/edge/files.ts'
import { INTERFACE, type Lab, type LabProcess, waitFor } from '../../src/edge/lab.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { PROGRAM } from './watcher.ts'

/** Starts `vrrpscope speak` on a host of a lab. */
export const speak = (lab: Lab, host: string, ...flags: string[]): LabProcess => speakWith([], lab, host, ...flags)

/** The same under options of Node's. */
export const speakWith = (nodeOptions: readonly string[], lab: Lab, host: string, ...flags: string[]): LabProcess =>
  lab.start(host, [process.execPath, ...nodeOptions, PROGRAM, 'speak', INTERFACE, ...flags])

/** Whether a program says these words in time. */
export const said = (process: LabProcess, words: string, timeoutMs = 10_000): Promise<boolean> =>
  waitFor(() => process.output().includes(words), timeoutMs)

/** Says a command to the control socket of a running speaker; it has to obey. */
export const ctl = (lab: Lab, host: string, socket: string, ...words: string[]): Promise<string> =>
  lab.must(host, [process.execPath, PROGRAM, 'ctl', socket, ...words])

/** The same without a program, for who is in a hurry: the socket is a file, in no namespace. */
export async function tell(socket: string, ...words: string[]): Promise<void> {
  const reply = (await askControl(socket, words)) as { readonly ok: boolean }
  if (!reply.ok) throw new Error(`${words.join(' ')}: ${JSON.stringify(reply)}`)
}

/** All adverts of a capture; `run` is told the second that their times count from. */
export async function advertsIn(file: string, run = new CaptureRun()): Promise<Sighting[]> {
  const seen: Sighting[] = []
  await readCaptures([file], run, {
    onFrame: (view) => {
      const fact = factOf(view, locate(view))
      if (fact?.kind === 'advert') seen.push(fact)
    },
  })
  return seen
}
