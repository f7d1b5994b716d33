import { Command } from 'commander'
import { VrrpscopeError } from '../../core/errors.ts'
import { askControl } from '../../edge/control-socket.ts'
import { CONTROL_USAGE, type ControlReply } from '../../speaker/control.ts'
import { withOutputFlags } from '../flags.ts'
import type { Io } from '../io.ts'
import { statusLine } from '../speak-output.ts'

/** `vrrpscope ctl <socket> <command...>`: control a running speak. */
export const ctlCommand = (io: Io): Command =>
  withOutputFlags(new Command('ctl'), ['text', 'json'])
    .description(`control a running speak: ${CONTROL_USAGE.join(', ')}`)
    .argument('<socket>', 'what speak was given as --control')
    .argument('<command...>')
    .action(async (path: string, words: string[], flags: { format: 'text' | 'json' }) => {
      const reply = (await askControl(path, words)) as ControlReply
      if (!reply.ok) throw new VrrpscopeError('usage/control', reply.error, 'vrrpscope ctl --help lists the commands')
      if (flags.format === 'json') io.print(`${JSON.stringify(reply)}\n`)
      else for (const router of reply.routers ?? []) io.print(`${statusLine(router)}\n`)
    })
